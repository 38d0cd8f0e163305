import { Notification } from 'electron'
import type { Call } from '../../domain/call/call.ts'
import type { DeskState } from '../desk/desk.ts'
import { type AppTray, createTray, type TrayView } from './tray.ts'
import type { AgentWindow } from './windows.ts'
import type { DesktopWords } from './words.ts'

/** What the desktop shows beside the window: the tray, and a sign that somebody is calling. */
export type Attention = {
  readonly update: (state: DeskState, calls: Iterable<Call>) => void
  readonly stop: () => void
}

/** What the tray says. Missed calls are those that still stand on the desk as notices. */
export function trayWords(state: DeskState, words: DesktopWords): string {
  const missed = state.notices.filter(({ direction }) => direction === 'inbound').length
  const isDown = [...state.lines.values()].some((line) => line.state.state !== 'registered')
  const down = isDown ? [words.lineDown] : []
  const agent = state.agent.reason
    ? `${words.states[state.agent.kind]}: ${state.agent.reason}`
    : words.states[state.agent.kind]
  return ['Offhook', [agent, ...down, ...(missed > 0 ? [words.missed(missed)] : [])].join(', ')].join(' – ')
}

/** `tray` is null where the desktop has none. A notification is an extra: the window rings and flashes by itself. */
export function createAttention(parts: {
  readonly window: AgentWindow
  readonly words: DesktopWords
  readonly quit: () => void
  readonly platform: NodeJS.Platform
  readonly log: (level: 'warn', message: string) => void
}): Attention {
  const { window, words } = parts
  let tray: AppTray | null = null
  let announced: { readonly call: string; readonly notification: Notification } | null = null

  const hush = (): void => {
    if (!announced) return
    announced.notification.close()
    announced = null
    window.flash(false)
  }

  const announce = (call: Call): void => {
    if (announced?.call === call.id) return
    hush()
    const { customer, party } = call
    const notification = new Notification({
      title: customer?.name ?? party.displayName ?? party.number,
      body: words.incoming,
      silent: true,
      urgency: 'critical',
    })
    notification.on('click', () => window.show())
    announced = { call: call.id, notification }
    if (window.window()?.isFocused()) return
    window.flash(true)
    if (Notification.isSupported()) notification.show()
  }

  const view = (state: DeskState): TrayView => ({
    state: state.agent.kind,
    tooltip: trayWords(state, words),
    items: [
      { label: words.show, run: () => window.show() },
      { label: words.quit, run: parts.quit },
    ],
  })

  return {
    update: (state, calls) => {
      try {
        if (tray) tray.show(view(state))
        else tray = createTray(parts.platform, () => window.show(), view(state))
      } catch (error) {
        parts.log('warn', `no tray: ${String(error)}`)
      }
      const ringing = [...calls].find((call) => call.phase === 'ringing')
      if (ringing) announce(ringing)
      else hush()
    },
    stop: () => {
      hush()
      tray?.destroy()
    },
  }
}
