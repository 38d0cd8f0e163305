import type { View } from '../../../contract/view.ts'
import type { CommandName, Input } from '../api.ts'
import { isolate, type Translate } from '../i18n/translate.ts'
import type { AgentParts } from '../state/agent-context.tsx'
import { callerOf, callTo } from '../state/colleagues.ts'
import { conferenceOf } from '../state/conference.ts'
import { newWizard } from '../state/crm-wizard.ts'
import { openPlace, pickCall, toggleDrawer } from '../state/desk-store.ts'
import { primaryCall } from '../state/shown-call.ts'
import { orderOf } from './hotkeys.ts'
import { SHORTCUTS } from './shortcuts.ts'

export type PaletteAction = {
  readonly id: string
  readonly text: string
  readonly keys: string | null
  /** It ends a call: Enter alone never means it, unless its own first letters were typed. */
  readonly ends: boolean
  /** Offered once something of it was typed: there are too many to be listed unasked. */
  readonly onlyTyped?: boolean
  readonly run: () => void
}

/** To pick up what rings at a colleague's phone, and to call them. */
function colleagueActions(view: View, { api, desk }: AgentParts, t: Translate): readonly PaletteAction[] {
  if (!view.lines.some(({ state }) => state === 'registered')) return []
  return view.colleagues.flatMap((colleague) => {
    const { id, name, state, canPickUp } = colleague
    const who = { name: isolate(name), state: t(`colleagues.state.${state}`) }
    const caller = isolate(callerOf(colleague) ?? t('colleagues.callerUnknown'))
    const run = (send: () => Promise<unknown>) => () => {
      openPlace(desk, { screen: 'desk' })
      void send()
    }
    const call: PaletteAction = {
      id: `colleague:${id}`,
      text: t('colleagues.call', who),
      keys: null,
      ends: false,
      onlyTyped: true,
      run: run(() => api.send('call.dial', callTo(colleague))),
    }
    if (!canPickUp) return [call]
    const text = t('colleagues.pickUpOf', { ...who, caller })
    const pickUp = run(() => api.send('colleague.pickUp', { colleague: id }))
    return [{ id: `pickUp:${id}`, text, keys: null, ends: false, run: pickUp }, call]
  })
}

/** What can be done just now. What would be refused isn't offered. */
export function paletteActions(view: View, parts: AgentParts, t: Translate): readonly PaletteAction[] {
  const { api, desk } = parts
  const send = <Name extends CommandName>(name: Name, input: Input<Name>) => {
    void api.send(name, input)
  }
  const keysOf = (action: string) =>
    view.settings.hotkeys.find((hotkey) => hotkey.action === action)?.focused ?? null
  const actions: PaletteAction[] = []

  for (const action of ['answer', 'mute', 'hold', 'swap', 'join', 'reject', 'hangUp'] as const) {
    const order = orderOf(action, view)
    if (!order) continue
    actions.push({
      id: action,
      text: t(`shell.action.${action}`),
      keys: action === 'swap' || action === 'join' ? SHORTCUTS[action] : keysOf(action),
      ends: action === 'reject' || action === 'hangUp',
      run: () => void api.send(order.name, order.input as never),
    })
  }
  const current = primaryCall(view.calls)
  const conference = conferenceOf(view.calls, current)
  if (conference) {
    const [first, second] = conference
    actions.push(
      {
        id: 'letTalk',
        text: t('shell.action.letTalk'),
        keys: null,
        ends: true,
        run: () => send('call.transferAttended', { call: first.id, consult: second.id }),
      },
      {
        id: 'split',
        text: t('shell.action.split'),
        keys: null,
        ends: false,
        run: () => send('call.split', { call: second.id }),
      },
    )
  } else if (current?.phase === 'connected') {
    actions.push({
      id: 'transfer',
      text: t('shell.action.transfer'),
      keys: SHORTCUTS.transfer,
      ends: false,
      run: () => {
        pickCall(desk, desk.getState().picked)
        toggleDrawer(desk, current.id, 'transfer')
      },
    })
  }
  actions.push(...colleagueActions(view, parts, t))
  if (view.presence !== 'available') {
    actions.push({
      id: 'available',
      text: t('shell.action.available'),
      keys: null,
      ends: false,
      run: () => send('agent.setPresence', { presence: 'available', reason: null }),
    })
  }
  for (const { id, label } of view.settings.breakReasons) {
    actions.push({
      id: `break:${id}`,
      text: t('shell.action.break', { reason: label }),
      keys: null,
      ends: false,
      run: () => send('agent.setPresence', { presence: 'break', reason: id }),
    })
  }
  if (view.presence !== 'offline') {
    actions.push({
      id: 'offline',
      text: t('shell.action.offline'),
      keys: null,
      ends: false,
      run: () => send('agent.setPresence', { presence: 'offline', reason: null }),
    })
  }
  if (view.lines.some(({ practice, state }) => practice && state === 'registered')) {
    actions.push({
      id: 'practice',
      text: t('shell.action.practice'),
      keys: null,
      ends: false,
      run: () => send('practice.callMe', null),
    })
    actions.push({
      id: 'practicePush',
      text: t('shell.action.practicePush'),
      keys: null,
      ends: false,
      run: () => send('practice.push', null),
    })
  }
  const { place } = desk.getState()
  const goTo = (id: string, text: string, keys: string | null, run: () => void) =>
    actions.push({ id, text, keys, ends: false, run })
  if (place.screen !== 'desk') {
    goTo('openDesk', t('shell.action.openDesk'), SHORTCUTS.desk, () => openPlace(desk, { screen: 'desk' }))
  }
  if (place.screen !== 'calls') {
    goTo('openCalls', t('shell.action.openCalls'), SHORTCUTS.calls, () =>
      openPlace(desk, { screen: 'calls', call: null }),
    )
  }
  if (place.screen !== 'customers') {
    goTo('openCustomers', t('shell.action.openCustomers'), SHORTCUTS.customers, () =>
      openPlace(desk, { screen: 'customers', customer: null, task: 'none' }),
    )
  }
  goTo('newCustomer', t('shell.action.newCustomer'), null, () =>
    openPlace(desk, { screen: 'customers', customer: null, task: 'create' }),
  )
  goTo('import', t('shell.action.import'), null, () =>
    openPlace(desk, { screen: 'customers', customer: null, task: 'import' }),
  )
  if (view.crm.connections.length > 0) {
    if (place.screen !== 'crm') {
      goTo('openCrm', t('shell.action.openCrm'), SHORTCUTS.crm, () =>
        openPlace(desk, { screen: 'crm', item: null }),
      )
    }
    goTo('syncNow', t('shell.action.syncNow'), null, () => send('crm.syncNow', { connection: null }))
  }
  actions.push({
    id: 'connectCrm',
    text: t('crm.section.add'),
    keys: null,
    ends: false,
    onlyTyped: true,
    run: () => {
      const { wizard } = desk.getState()
      desk.setState({ wizard: wizard ? { ...wizard, open: true } : newWizard() })
      openPlace(desk, { screen: 'settings', section: 'crm' })
    },
  })
  if (place.screen !== 'settings') {
    goTo('openSettings', t('shell.action.openSettings'), SHORTCUTS.settings, () =>
      openPlace(desk, { screen: 'settings', section: 'line' }),
    )
  }
  goTo('shortcuts', t('shell.action.shortcuts'), SHORTCUTS.list, () => desk.setState({ shortcutsOpen: true }))
  return actions
}
