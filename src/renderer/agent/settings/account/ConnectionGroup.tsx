import type { Transport } from '../../../../domain/line.ts'
import { useT } from '../../i18n/language.tsx'
import { useCommand } from '../../state/use-command.ts'
import { Button } from '../../ui/Button.tsx'
import { SwitchField } from '../../ui/Choices.tsx'
import { Field } from '../../ui/Field.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import styles from './account-form.module.css'
import type { GroupProps } from './form-parts.ts'

const PLAIN = ['auto', 'udp', 'tcp', 'tls'] as const satisfies readonly Transport[]

/** How the server is reached, where a name, a user and a password don't say it all. */
export function ConnectionGroup({ draft, change, said }: GroupProps) {
  const t = useT()
  const choose = useCommand('account.chooseCaFile')
  const plain = draft.transport !== 'websocket'
  const pickFile = async () => {
    const answer = await choose.send(null)
    if (answer.ok && answer.value !== null) change({ caFile: answer.value })
  }
  return (
    <div className={styles.group}>
      <div className={styles.pair}>
        {plain && (
          <SelectField
            label={t('settings.line.transport')}
            hint={t('settings.line.transportHint')}
            options={PLAIN.map((id) => ({ id, label: t(`settings.line.transports.${id}`) }))}
            value={draft.transport}
            onChange={(transport) => change({ transport })}
          />
        )}
        <Field
          label={t('settings.line.domain')}
          hint={t('settings.line.domainHint')}
          value={draft.domain}
          maxLength={200}
          spellCheck="false"
          onChange={(domain) => change({ domain })}
        />
        <Field
          label={t('settings.line.authorizationUser')}
          hint={t('settings.line.authorizationUserHint')}
          value={draft.authorizationUser}
          maxLength={100}
          spellCheck="false"
          onChange={(authorizationUser) => change({ authorizationUser })}
        />
        {plain && (
          <Field
            label={t('settings.line.outboundProxy')}
            hint={t('settings.line.outboundProxyHint')}
            error={said('proxyNotHost', 'proxyUnreachable')}
            value={draft.outboundProxy}
            maxLength={300}
            spellCheck="false"
            onChange={(outboundProxy) => change({ outboundProxy })}
          />
        )}
      </div>
      <Field
        label={t('settings.line.backupServers')}
        hint={t('settings.line.backupServersHint')}
        error={said('backupBad')}
        rows={2}
        value={draft.backupServers}
        spellCheck="false"
        onChange={(backupServers) => change({ backupServers })}
      />
      {(draft.transport === 'websocket' || draft.transport === 'tls' || draft.transport === 'auto') && (
        <div className={styles.file}>
          <Field
            label={t('settings.line.caFile')}
            hint={t('settings.line.caFileHint')}
            error={said('caUnreadable', 'caNotCertificate', 'caExpired')}
            value={draft.caFile}
            maxLength={4_000}
            spellCheck="false"
            onChange={(caFile) => change({ caFile })}
          />
          <Button onPress={() => void pickFile()} isPending={choose.pending}>
            {t('settings.line.caChoose')}
          </Button>
        </div>
      )}
      <SwitchField
        label={t('settings.line.credentialsInDialog')}
        hint={t('settings.line.credentialsInDialogHint')}
        isSelected={draft.credentialsInDialog}
        onChange={(credentialsInDialog) => change({ credentialsInDialog })}
      />
    </div>
  )
}
