import type { HotkeyView } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { useView } from '../state/agent-context.tsx'
import { useCommand } from '../state/use-command.ts'
import { Block } from '../ui/Block.tsx'
import { SwitchField } from '../ui/Choices.tsx'
import { cx } from '../ui/cx.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { CloseIcon, WarningIcon } from '../ui/icons/window-icons.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './hotkeys-section.module.css'
import { KeyRecorder } from './KeyRecorder.tsx'

const TROUBLE: ReadonlySet<HotkeyView['state']> = new Set(['taken', 'duplicate', 'unavailable'])

export function HotkeysSection() {
  const t = useT()
  const hotkeys = useView((view) => view.settings.hotkeys)
  const globalHotkeys = useView((view) => view.settings.globalHotkeys)
  const save = useCommand('settings.save')
  const change = (changed: HotkeyView, part: Partial<Pick<HotkeyView, 'focused' | 'global'>>) =>
    void save.send({
      hotkeys: hotkeys.map(({ action, focused, global }) => ({
        action,
        focused,
        global,
        ...(action === changed.action ? part : {}),
      })),
    })
  return (
    <Block title={t('settings.hotkeys.title')} hint={t('settings.hotkeys.hint')}>
      <SwitchField
        label={t('settings.hotkeys.globalOn')}
        hint={t('settings.hotkeys.globalHint')}
        isSelected={globalHotkeys}
        onChange={(next) => void save.send({ globalHotkeys: next })}
      />
      <Refusal reason={save.refusal} />
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('settings.hotkeys.action')}</th>
            <th scope="col">{t('settings.hotkeys.focused')}</th>
            <th scope="col">{t('settings.hotkeys.global')}</th>
          </tr>
        </thead>
        <tbody>
          {hotkeys.map((hotkey) => {
            const action = t(`shell.shortcuts.${hotkey.action}`)
            return (
              <tr key={hotkey.action}>
                <th scope="row" className={styles.action}>
                  {action}
                </th>
                <td>
                  <KeyRecorder
                    accelerator={hotkey.focused}
                    action={action}
                    where={t('settings.hotkeys.focused')}
                    onChange={(focused) => change(hotkey, { focused })}
                  />
                </td>
                <td>
                  <div className={styles.global}>
                    <KeyRecorder
                      accelerator={hotkey.global}
                      action={action}
                      where={t('settings.hotkeys.global')}
                      isDisabled={!globalHotkeys}
                      onChange={(global) => change(hotkey, { global })}
                    />
                    {hotkey.global !== null && globalHotkeys && (
                      <IconButton
                        small
                        label={t('settings.hotkeys.clear', { action })}
                        onPress={() => change(hotkey, { global: null })}
                      >
                        <CloseIcon size={14} />
                      </IconButton>
                    )}
                  </div>
                  {globalHotkeys && hotkey.global !== null && (
                    <p className={cx(styles.state, TROUBLE.has(hotkey.state) && styles.trouble)}>
                      {TROUBLE.has(hotkey.state) && <WarningIcon size={12} />}
                      {t(`settings.hotkeys.state.${hotkey.state}`)}
                    </p>
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </Block>
  )
}
