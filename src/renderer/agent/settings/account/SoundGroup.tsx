import { SRTP_MODES } from '../../../../domain/line.ts'
import { useT } from '../../i18n/language.tsx'
import { Field } from '../../ui/Field.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import styles from './account-form.module.css'
import { CodecOrder } from './CodecOrder.tsx'
import type { GroupProps } from './form-parts.ts'

/** How a call's sound travels. The media of a WebRTC line are the browser's own business, but for the way out. */
export function SoundGroup({ draft, change, said }: GroupProps) {
  const t = useT()
  const dtmf = (
    <SelectField
      label={t('settings.line.dtmf')}
      options={[
        { id: 'rfc4733', label: t('settings.line.dtmfRfc') },
        { id: 'info', label: t('settings.line.dtmfInfo') },
      ]}
      value={draft.dtmf}
      onChange={(next) => change({ dtmf: next })}
    />
  )
  const echo = (
    <Field
      label={t('settings.line.echoNumber')}
      hint={t('settings.line.echoNumberHint')}
      error={said('echoBad')}
      value={draft.echoNumber}
      maxLength={40}
      onChange={(echoNumber) => change({ echoNumber })}
    />
  )
  if (draft.transport === 'websocket') {
    return (
      <div className={styles.group}>
        <div className={styles.pair}>
          {dtmf}
          {echo}
        </div>
        <Field
          label={t('settings.line.iceServers')}
          hint={t('settings.line.iceServersHint')}
          error={said('iceNotUrl')}
          rows={2}
          value={draft.iceServers}
          spellCheck="false"
          onChange={(iceServers) => change({ iceServers })}
        />
      </div>
    )
  }
  return (
    <div className={styles.group}>
      <CodecOrder
        chosen={draft.codecs}
        error={said('codecsMissing')}
        onChange={(codecs) => change({ codecs })}
      />
      <div className={styles.pair}>
        <SelectField
          label={t('settings.line.srtp')}
          hint={t(`settings.line.srtpHint.${draft.srtp}`)}
          options={SRTP_MODES.map((id) => ({ id, label: t(`settings.line.srtpModes.${id}`) }))}
          value={draft.srtp}
          onChange={(srtp) => change({ srtp })}
        />
        {dtmf}
        <Field
          label={t('settings.line.stunServer')}
          hint={t('settings.line.stunServerHint')}
          error={said('stunNotHost')}
          value={draft.stunServer}
          maxLength={300}
          spellCheck="false"
          onChange={(stunServer) => change({ stunServer })}
        />
        {echo}
      </div>
      <div className={styles.pair}>
        <Field
          label={t('settings.line.portFrom')}
          hint={t('settings.line.portsHint')}
          error={said('portsReversed', 'portsTooLow', 'portsTooHigh', 'portsOdd', 'portsTooFew')}
          value={draft.portFrom}
          maxLength={5}
          inputMode="numeric"
          onChange={(portFrom) => change({ portFrom })}
        />
        <Field
          label={t('settings.line.portTo')}
          value={draft.portTo}
          maxLength={5}
          inputMode="numeric"
          onChange={(portTo) => change({ portTo })}
        />
      </div>
    </div>
  )
}
