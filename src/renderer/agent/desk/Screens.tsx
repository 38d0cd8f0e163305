import { CallStrip } from '../call/CallStrip.tsx'
import { CreateCustomer, CustomerPage } from '../customer/CustomerPage.tsx'
import { CustomersScreen } from '../customers/CustomersScreen.tsx'
import { HistoryScreen } from '../history/HistoryScreen.tsx'
import { SettingsScreen } from '../settings/SettingsScreen.tsx'
import { useDesk } from '../state/agent-context.tsx'
import { Desk } from './Desk.tsx'

/** The open screen. Away from the desk the calls follow in a strip: no call is ever out of sight. */
export function Screens() {
  const place = useDesk((desk) => desk.place)
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
    case 'settings':
      return (
        <>
          <CallStrip />
          <SettingsScreen section={place.section} />
        </>
      )
  }
}
