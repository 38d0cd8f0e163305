import type { HotkeyAction } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { useDesk, useDeskStore, useView } from '../state/agent-context.tsx'
import { Keys } from '../ui/Keys.tsx'
import { Sheet } from '../ui/Sheet.tsx'
import { SHORTCUTS } from './shortcuts.ts'
import styles from './shortcuts-sheet.module.css'

const CALL_ACTIONS: readonly HotkeyAction[] = ['answer', 'reject', 'hangUp', 'mute', 'hold']

export function ShortcutsSheet() {
  const t = useT()
  const desk = useDeskStore()
  const isOpen = useDesk(({ shortcutsOpen }) => shortcutsOpen)
  const hotkeys = useView((view) => view.settings.hotkeys)
  const focusedKeys = (action: HotkeyAction) => hotkeys.find((each) => each.action === action)?.focused ?? ''
  const groups = [
    {
      title: t('shell.shortcuts.calls'),
      rows: [
        ...CALL_ACTIONS.map((action) => [t(`shell.shortcuts.${action}`), [focusedKeys(action)]] as const),
        [t('shell.shortcuts.transfer'), [SHORTCUTS.transfer]] as const,
        [t('shell.shortcuts.swap'), [SHORTCUTS.swap]] as const,
        [t('shell.shortcuts.join'), [SHORTCUTS.join]] as const,
        [t('shell.shortcuts.tones'), ['0', '9']] as const,
      ],
    },
    {
      title: t('shell.shortcuts.writing'),
      rows: [
        [t('shell.shortcuts.notes'), [SHORTCUTS.notes]] as const,
        [t('shell.shortcuts.disposition'), ['1', '9']] as const,
        [t('shell.shortcuts.done'), ['Enter']] as const,
        [t('shell.shortcuts.doneFromNotes'), ['CommandOrControl+Enter']] as const,
      ],
    },
    {
      title: t('shell.shortcuts.window'),
      rows: [
        [t('shell.shortcuts.palette'), [SHORTCUTS.palette]] as const,
        [t('shell.shortcuts.stateMenu'), [SHORTCUTS.stateMenu]] as const,
        [t('shell.shortcuts.screens'), [SHORTCUTS.desk, SHORTCUTS.settings]] as const,
        [t('shell.screens.crm'), [SHORTCUTS.crm]] as const,
        [t('shell.shortcuts.regions'), ['F6']] as const,
        [t('shell.shortcuts.shortcuts'), [SHORTCUTS.list]] as const,
      ],
    },
  ]
  return (
    <Sheet
      wide
      title={t('shell.shortcuts.title')}
      isOpen={isOpen}
      onClose={() => desk.setState({ shortcutsOpen: false })}
    >
      <div className={styles.groups}>
        {groups.map(({ title, rows }) => (
          <section key={title} className={styles.group}>
            <h3 className={styles.title}>{title}</h3>
            <dl>
              {rows.map(([what, keys]) => (
                <div key={what} className={styles.row}>
                  <dt>{what}</dt>
                  <dd className={styles.keys}>
                    {keys.map((accelerator, index) => (
                      <span key={accelerator} className={styles.range}>
                        {index > 0 && '–'}
                        <Keys accelerator={accelerator} />
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Sheet>
  )
}
