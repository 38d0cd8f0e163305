import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CallId } from '../../../domain/call/facts.ts'
import type { Wizard } from './crm-wizard.ts'

export type SettingsSection =
  | 'line'
  | 'crm'
  | 'colleagues'
  | 'audio'
  | 'wrapUp'
  | 'breaks'
  | 'hotkeys'
  | 'appearance'

/** Which screen is open, and what on it. */
export type Place =
  | { readonly screen: 'desk' }
  | { readonly screen: 'calls'; readonly call: CallId | null }
  | {
      readonly screen: 'customers'
      readonly customer: string | null
      readonly task: 'none' | 'create' | 'import'
    }
  /** What is written to the CRMs: the item of the outbox that is looked at. */
  | { readonly screen: 'crm'; readonly item: string | null }
  | { readonly screen: 'settings'; readonly section: SettingsSection }

export type ScreenName = Place['screen']

/** The drawer that is open below a call's controls. */
export type Drawer = { readonly call: CallId; readonly kind: 'keypad' | 'transfer' }

/** What only this window knows: where the agent looks, never what is true. */
export type Desk = {
  readonly place: Place
  /** The call that the agent chose to look at; null follows the calls. */
  readonly picked: CallId | null
  readonly drawer: Drawer | null
  /** The call whose customer or notes are being edited: nothing may take its place on screen. */
  readonly editing: CallId | null
  /** The last ringing call whose card was painted: main is told once. */
  readonly painted: CallId | null
  readonly shortcutsOpen: boolean
  /** The account whose password is asked for. */
  readonly signInLine: string | null
  /** The connection whose sign-in is asked for again. */
  readonly signInCrm: string | null
  /** A CRM that is being connected; it is kept while the agent looks elsewhere, or takes a call. */
  readonly wizard: Wizard | null
}

export type DeskStore = StoreApi<Desk>

export function createDeskStore(): DeskStore {
  return createStore<Desk>(() => ({
    place: { screen: 'desk' },
    picked: null,
    drawer: null,
    editing: null,
    painted: null,
    shortcutsOpen: false,
    signInLine: null,
    signInCrm: null,
    wizard: null,
  }))
}

export function openPlace(desk: DeskStore, place: Place): void {
  desk.setState({ place })
}

/** Shows a call on the desk, whatever is open. */
export function pickCall(desk: DeskStore, call: CallId | null): void {
  desk.setState({ place: { screen: 'desk' }, picked: call })
}

export function toggleDrawer(desk: DeskStore, call: CallId, kind: Drawer['kind']): void {
  const { drawer } = desk.getState()
  const isOpen = drawer?.call === call && drawer.kind === kind
  desk.setState({ drawer: isOpen ? null : { call, kind } })
}
