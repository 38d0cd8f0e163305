import { CallStrip } from '../call/CallStrip.tsx'
import { CrmSection } from '../crm/CrmSection.tsx'
import { OutboxScreen } from '../crm/outbox/OutboxScreen.tsx'
import { CrmWizard } from '../crm/wizard/CrmWizard.tsx'
import { CreateCustomer, CustomerPage } from '../customer/CustomerPage.tsx'
import { CustomersScreen } from '../customers/CustomersScreen.tsx'
import { HistoryScreen } from '../history/HistoryScreen.tsx'
import { SettingsScreen } from '../settings/SettingsScreen.tsx'
import { useDesk } from '../state/agent-context.tsx'
import { Desk } from './Desk.tsx'

/** The open screen. Away from the desk the calls follow in a strip: no call is ever out of sight. */
export function Screens() {
  const place = useDesk((desk) => desk.place)
  const wizard = useDesk((desk) => desk.wizard)
  switch (place.screen) {
    case 'desk':
      return <Desk />
    case 'calls':
      return (
        <>
          <CallStrip />
          <HistoryScreen call={place.call} />
        </>
      )
    case 'customers':
      return (
        <>
          <CallStrip />
          <CustomersScreen
            place={place}
            record={(id) => <CustomerPage key={id} id={id} />}
            createForm={<CreateCustomer />}
          />
        </>
      )
    case 'crm':
      return (
        <>
          <CallStrip />
          <OutboxScreen item={place.item} />
        </>
      )
    case 'settings':
      return (
        <>
          <CallStrip />
          {place.section === 'crm' && wizard?.open ? (
            <CrmWizard wizard={wizard} />
          ) : (
            <SettingsScreen section={place.section} crm={<CrmSection />} />
          )}
        </>
      )
  }
}
