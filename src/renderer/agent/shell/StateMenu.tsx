import {
  Button,
  Header,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  Separator,
} from 'react-aria-components'
import type { BreakReason, View } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { useView } from '../state/agent-context.tsx'
import { useCommand } from '../state/use-command.ts'
import { cx } from '../ui/cx.ts'
import { Elapsed } from '../ui/Elapsed.tsx'
import { CheckIcon, ChevronDownIcon } from '../ui/icons/window-icons.tsx'
import menu from '../ui/menu.module.css'
import { Refusal } from '../ui/Refusal.tsx'
import { StateShape } from '../ui/StateShape.tsx'
import styles from './state-menu.module.css'

/** The break's entry in the menu; null where there is none, as for a break that begins only after the call. */
const breakOf = ({ agent, settings }: View): BreakReason | null =>
  settings.breakReasons.find(({ id, label }) => label === agent.reason || id === agent.reason) ?? null

/** The agent's state: the largest thing on the bar, and the way to change it. */
export function StateMenu() {
  const t = useT()
  const agent = useView((view) => view.agent)
  const presence = useView((view) => view.presence)
  const onBreak = useView(breakOf)
  const breaks = useView((view) => view.settings.breakReasons)
  const setPresence = useCommand('agent.setPresence')
  const busy = agent.kind === 'ringing' || agent.kind === 'onCall' || agent.kind === 'wrapUp'
  const reason = onBreak?.label ?? agent.reason
  const word = agent.kind === 'break' && reason ? reason : t(`shell.state.${agent.kind}`)
  const chosen = presence === 'break' ? onBreak && `break:${onBreak.id}` : presence

  const choose = (key: string) => {
    const [kind, id] = key.split(/:(.*)/s)
    if (kind === 'break') void setPresence.send({ presence: 'break', reason: id || null })
    else if (kind === 'available' || kind === 'offline') {
      void setPresence.send({ presence: kind, reason: null })
    }
  }
  return (
    <div className={styles.place} data-hotkey="stateMenu">
      <MenuTrigger>
        <Button className={cx(styles.state, styles[agent.kind])}>
          <StateShape shape={agent.kind} size={14} />
          <span className={styles.words}>
            <span className={styles.word}>{word}</span>
            {busy && presence !== 'available' && (
              <span className={styles.then}>
                {t('shell.state.afterwards', { state: t(`shell.state.${presence}`) })}
              </span>
            )}
          </span>
          <span className={styles.time}>
            <Elapsed ticker={agent.time} label={t('shell.state.timeIn')} />
          </span>
          <ChevronDownIcon size={14} />
        </Button>
        <Popover className={menu.popover ?? ''} placement="bottom start" offset={4}>
          <Menu
            aria-label={t('shell.state.menu')}
            className={menu.menu ?? ''}
            selectionMode="single"
            selectedKeys={chosen === null ? [] : [chosen]}
            onAction={(key) => choose(String(key))}
          >
            <StateItem id="available" shape="available" text={t('shell.state.available')} />
            {breaks.length > 0 && <Separator className={menu.separator ?? ''} />}
            {breaks.length > 0 && (
              <MenuSection aria-label={t('shell.state.breaks')}>
                <Header className={menu.header ?? ''}>{t('shell.state.breaks')}</Header>
                {breaks.map(({ id, label }) => (
                  <StateItem key={id} id={`break:${id}`} shape="break" text={label} />
                ))}
              </MenuSection>
            )}
            <Separator className={menu.separator ?? ''} />
            <StateItem id="offline" shape="offline" text={t('shell.state.offline')} />
          </Menu>
          {busy && <p className={styles.later}>{t('shell.state.afterCall')}</p>}
        </Popover>
      </MenuTrigger>
      <Refusal reason={setPresence.refusal} />
    </div>
  )
}

type ItemProps = {
  readonly id: string
  readonly shape: 'available' | 'break' | 'offline'
  readonly text: string
}

function StateItem({ id, shape, text }: ItemProps) {
  return (
    <MenuItem id={id} textValue={text} className={menu.item ?? ''}>
      <span className={styles[shape]}>
        <StateShape shape={shape} />
      </span>
      <span className={menu.text}>{text}</span>
      <span className={menu.check}>
        <CheckIcon size={14} />
      </span>
    </MenuItem>
  )
}
