import type { ConnectorView } from '../../../../contract/crm.ts'
import { useT, useWords } from '../../i18n/language.tsx'
import { useView } from '../../state/agent-context.tsx'
import { choose, type Wizard } from '../../state/crm-wizard.ts'
import { Button } from '../../ui/Button.tsx'
import { ChevronEndIcon } from '../../ui/icons/window-icons.tsx'
import { Press } from '../../ui/Press.tsx'
import { useConnectors } from '../use-connectors.ts'
import styles from './choose-step.module.css'
import { StepHead } from './StepHead.tsx'
import { useWizard } from './use-wizard.ts'

export function ChooseStep({ wizard }: { readonly wizard: Wizard }) {
  const t = useT()
  const { connectors, failed, again } = useConnectors()
  const store = useView((view) => view.secretStore)
  const { change } = useWizard()
  const pick = (connector: ConnectorView) => change((now) => choose(now, connector, store === 'system'))
  return (
    <>
      <StepHead title={t('crm.wizard.chooseTitle')} hint={t('crm.wizard.chooseHint')} focus={false} />
      {failed && (
        <div role="alert" className={styles.failed}>
          <p>{t('crm.wizard.connectorsFailed')}</p>
          <Button onPress={again}>{t('common.retry')}</Button>
        </div>
      )}
      {!failed && connectors === null && <p className={styles.soft}>{t('common.loading')}</p>}
      {connectors !== null && (
        <Connectors connectors={connectors} chosen={wizard.connector?.id ?? null} onPick={pick} />
      )}
    </>
  )
}

type Props = {
  readonly connectors: readonly ConnectorView[]
  readonly chosen: string | null
  readonly onPick: (connector: ConnectorView) => void
}

function Connectors({ connectors, chosen, onPick }: Props) {
  const words = useWords()
  const first = connectors.some(({ id }) => id === chosen) ? chosen : connectors[0]?.id
  return (
    <ul className={styles.connectors}>
      {connectors.map((connector) => (
        <li key={connector.id}>
          <Press
            className={styles.connector}
            autoFocus={connector.id === first}
            onPress={() => onPick(connector)}
          >
            <span className={styles.words}>
              <span className={styles.name}>{connector.name}</span>
              <span className={styles.soft}>{words(connector.about)}</span>
            </span>
            <ChevronEndIcon size={14} />
          </Press>
        </li>
      ))}
    </ul>
  )
}
