import type { AudioDevice, DeviceRole, DevicesView } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useView } from '../state/agent-context.tsx'
import { useCommand } from '../state/use-command.ts'
import { Block } from '../ui/Block.tsx'
import { Button } from '../ui/Button.tsx'
import { Empty } from '../ui/Empty.tsx'
import { SpeakerIcon } from '../ui/icons/window-icons.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { SelectField } from '../ui/SelectField.tsx'
import styles from './audio-section.module.css'

const SYSTEM = 'system'

export function AudioSection() {
  const t = useT()
  const devices = useView((view) => view.devices)
  const ring = useCommand('device.testRing')
  if (devices.microphones.length === 0 && devices.speakers.length === 0) {
    return (
      <Empty
        icon={<SpeakerIcon size={24} />}
        title={t('settings.audio.noneTitle')}
        hint={t('settings.audio.noneHint')}
      />
    )
  }
  return (
    <Block title={t('settings.sections.audio')}>
      <DeviceSelect part="microphone" devices={devices} choices={devices.microphones} />
      <DeviceSelect part="speaker" devices={devices} choices={devices.speakers} />
      <DeviceSelect part="ringer" devices={devices} choices={devices.speakers} />
      <p className={styles.soft}>{t('settings.audio.ringerHint')}</p>
      <div>
        <Button onPress={() => void ring.send(null)} isPending={ring.pending}>
          {t('settings.audio.testRing')}
        </Button>
      </div>
      <Refusal reason={ring.refusal} />
    </Block>
  )
}

type SelectProps = {
  readonly part: DeviceRole
  readonly devices: DevicesView
  readonly choices: readonly AudioDevice[]
}

/** A device that was chosen and is unplugged stays the choice, and says what stands in for it. */
function DeviceSelect({ part, devices, choices }: SelectProps) {
  const t = useT()
  const choose = useCommand('device.choose')
  const chosen = devices.chosen[part]
  const inUse = devices.inUse[part]
  const missing = chosen !== null && !choices.some(({ id }) => id === chosen.id)
  const options = [
    { id: SYSTEM, label: t('settings.audio.system') },
    ...(missing && chosen ? [chosen] : []),
    ...choices,
  ]
  const note = () => {
    if (missing) {
      return inUse ? t('settings.audio.gone', { device: isolate(inUse.label) }) : t('settings.audio.goneNone')
    }
    return chosen === null && inUse ? t('settings.audio.using', { device: isolate(inUse.label) }) : null
  }
  const hint = note()
  return (
    <div>
      <SelectField
        label={t(`settings.audio.${part}`)}
        options={options}
        value={chosen?.id ?? SYSTEM}
        onChange={(id) => void choose.send({ role: part, device: id === SYSTEM ? null : id })}
        {...(hint === null ? {} : { hint })}
      />
      <Refusal reason={choose.refusal} />
    </div>
  )
}
