// What an agent does, by the keys and controls that an agent has. Each step waits for what must come of it.
import type { CallView } from '../../src/contract/view.ts'
import type { AgentWindow } from './agent-window.ts'

const KEYS = {
  answer: 'Control+Shift+A',
  hangUp: 'Control+Shift+E',
  hold: 'Control+Shift+H',
  search: 'Control+K',
  notes: 'Control+Shift+N',
} as const

export type Hands = {
  /** The call that rings, once its card is on screen. */
  readonly waitForRing: () => Promise<CallView>
  readonly answer: (ringing: CallView) => Promise<CallView>
  /** Says who it is, where several customers have the number: the first of them. */
  readonly chooseFirst: (call: CallView) => Promise<void>
  readonly hold: (call: CallView) => Promise<void>
  readonly resume: (call: CallView) => Promise<void>
  readonly hangUp: (call: CallView) => Promise<void>
  /** Opens the transfer of the call that is spoken on and types a number. */
  readonly openTransfer: (to: string) => Promise<void>
  readonly transferNow: (call: CallView) => Promise<void>
  /** Finds a customer by name and calls them; resolves when they have answered. */
  readonly callCustomer: (name: string) => Promise<CallView>
  /** Fills the open wrap-up from the keyboard: the digit, then the note. */
  readonly fillWrapUp: (call: CallView, disposition: string, note: string) => Promise<void>
  readonly finishWrapUp: (call: CallView) => Promise<void>
}

export function createHands({ page, until }: AgentWindow): Hands {
  const become = (call: CallView, what: string, is: (call: CallView) => boolean): Promise<CallView> =>
    until(what, ({ calls }) => calls.find((one) => one.id === call.id && is(one)))

  return {
    waitForRing: async () => {
      const call = await until('a call that rings', ({ calls }) =>
        calls.find(({ phase }) => phase === 'ringing'),
      )
      await page.getByRole('button', { name: 'Answer', exact: true }).waitFor()
      return call
    },
    answer: async (ringing) => {
      await page.keyboard.press(KEYS.answer)
      return become(ringing, 'the answered call', ({ phase }) => phase === 'connected')
    },
    chooseFirst: async (call) => {
      const choices = page.getByRole('listbox', { name: 'Who is it?' })
      await choices.getByRole('option').first().click()
      await become(call, 'the chosen customer', ({ pop }) => pop.kind === 'customer')
    },
    hold: async (call) => {
      await page.keyboard.press(KEYS.hold)
      await become(call, 'the call to be on hold', ({ held }) => held)
    },
    resume: async (call) => {
      await page.keyboard.press(KEYS.hold)
      await become(call, 'the call to be off hold', ({ held }) => !held)
    },
    hangUp: async (call) => {
      await page.keyboard.press(KEYS.hangUp)
      await become(call, 'the wrap-up', ({ wrapUp }) => wrapUp === 'open')
    },
    openTransfer: async (to) => {
      await page.getByRole('button', { name: 'Transfer', exact: true }).click()
      await page.getByRole('combobox', { name: 'Customer or number' }).fill(to)
    },
    transferNow: async (call) => {
      await page.getByRole('button', { name: 'Transfer now' }).click()
      await become(call, 'the wrap-up after the transfer', ({ wrapUp }) => wrapUp === 'open')
    },
    callCustomer: async (name) => {
      await page.keyboard.press(KEYS.search)
      await page.keyboard.type(name)
      await page.getByRole('option', { name, selected: true }).waitFor()
      await page.keyboard.press('Control+Enter')
      return until('the customer to answer', ({ calls }) =>
        calls.find(({ direction, phase }) => direction === 'outbound' && phase === 'connected'),
      )
    },
    fillWrapUp: async (call, disposition, note) => {
      const digit = call.dispositions.findIndex(({ label }) => label === disposition) + 1
      await page.getByRole('region', { name: 'Wrap-up' }).locator(':focus').waitFor()
      await page.keyboard.press(String(digit))
      await page.getByRole('radio', { name: disposition, checked: true }).waitFor()
      await page.keyboard.press(KEYS.notes)
      await page.locator('textarea:focus').waitFor()
      await page.keyboard.type(note)
    },
    finishWrapUp: async (call) => {
      await page.keyboard.press('Control+Enter')
      await until('the closed wrap-up', ({ calls }) => calls.every(({ id }) => id !== call.id))
    },
  }
}
