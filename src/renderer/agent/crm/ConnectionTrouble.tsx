import type { ConnectionView } from '../../../contract/crm.ts'
import { useFormats, useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useDeskStore } from '../state/agent-context.tsx'
import { standingOf } from '../state/crm.ts'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './connection-trouble.module.css'
import { FaultWords } from './FaultWords.tsx'

/** What is wrong with a connection and what can be done about it. Nothing where all is well. */
export function ConnectionTrouble({ connection }: { readonly connection: ConnectionView }) {
  const t = useT()
  const desk = useDeskStore()
  const standing = standingOf(connection)
  const { sync, secretKept } = connection
  const { fault, quarantined } = sync
  return (
    <>
      {standing === 'vanish' && <VanishQuestion connection={connection} />}
      {standing !== 'vanish' && standing !== 'paused' && fault && (
        <FaultWords fault={fault} mild={standing === 'waiting'} />
      )}
      {standing === 'signIn' && (
        <div>
          <Button size="small" onPress={() => desk.setState({ signInCrm: connection.id })}>
            {t('crm.signInAgain.button')}
          </Button>
        </div>
      )}
      {quarantined > 0 && (
        <p className={styles.soft}>{t('crm.section.quarantined', { count: quarantined })}</p>
      )}
      {secretKept === 'session' && <p className={styles.soft}>{t('crm.section.sessionSecret')}</p>}
    </>
  )
}

/** More records would vanish than is believable: somebody has to say whether they really do. */
function VanishQuestion({ connection }: { readonly connection: ConnectionView }) {
  const t = useT()
  const formats = useFormats()
  const { wouldVanish } = connection.sync
  if (!wouldVanish) return null
  return (
    <div className={styles.question}>
      <p>
        <strong>
          {t('crm.vanish.ask', {
            count: formats.number(wouldVanish.count),
            of: formats.number(wouldVanish.of),
            name: isolate(connection.name),
          })}
        </strong>{' '}
        {t('crm.vanish.does')}
      </p>
      <VanishAnswers connection={connection.id} />
    </div>
  )
}

export function VanishAnswers({ connection }: { readonly connection: string }) {
  const t = useT()
  const vanish = useCommand('crm.vanish')
  return (
    <div className={styles.answers}>
      <Refusal reason={vanish.refusal} />
      <Button size="small" onPress={() => void vanish.send({ connection, really: false })}>
        {t('crm.vanish.keep')}
      </Button>
      <Button look="danger" size="small" onPress={() => void vanish.send({ connection, really: true })}>
        {t('crm.vanish.remove')}
      </Button>
    </div>
  )
}
