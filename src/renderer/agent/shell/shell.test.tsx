import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { View } from '../../../contract/view.ts'
import { heldKen, inWrapUp, line, ringing, talking, view } from '../testing/fixtures.ts'
import { draw } from '../testing/render.tsx'

const search = () => screen.getByRole('combobox', { name: 'Search or dial' })

test('Ctrl+K goes to the field, a number and Enter dial it, and the desk is shown', async () => {
  const { user, sent } = await draw(view())
  await user.click(screen.getByRole('button', { name: 'Customers' }))
  await user.keyboard('{Control>}k{/Control}030 9018{Enter}')
  expect(sent('call.dial')).toEqual([{ to: '030 9018', from: null }])
  expect(screen.getByRole('button', { name: 'Desk' }).getAttribute('aria-current')).toBe('page')
})

test('a number that can’t be dialled now says why, and stays in the field', async () => {
  const { user, fake } = await draw(view())
  fake.answer('call.dial', { ok: false, reason: 'lineNotRegistered' })
  await user.type(search(), '110{Enter}')
  expect(screen.getByText('Not dialled: the line is not registered.')).toBeTruthy()
  expect(search()).toHaveProperty('value', '110')
})

test('a customer is found by name: Enter opens, Ctrl+Enter calls', async () => {
  const { user, sent } = await draw(view())
  await user.type(search(), 'ken')
  await screen.findByRole('option', { name: /Ken Ito/ })
  await user.keyboard('{Control>}{Enter}{/Control}')
  expect(sent('call.dial')).toEqual([{ to: '+81600000000', from: null }])
  await user.type(search(), 'ken')
  await screen.findByRole('option', { name: /Ken Ito/ })
  await user.keyboard('{Enter}')
  expect(screen.getByRole('button', { name: 'Customers' }).getAttribute('aria-current')).toBe('page')
})

test('who types fast and presses Enter gets whom they typed, not whom they saw', async () => {
  const { user, fake } = await draw(view())
  const [ana, ken] = ['Ana Ruiz', 'Ken Ito'].map((name) => ({
    id: `c-${name.slice(0, 3).toLowerCase()}`,
    name,
    company: 'X',
    number: '',
  }))
  fake.answer('customer.search', ({ text }: { text: string }) => (text === 'x' ? [ana, ken] : [ken]))
  await user.type(search(), 'x')
  await screen.findByRole('option', { name: /Ana Ruiz/ })
  await user.keyboard(' ito{Enter}')
  await waitFor(() =>
    expect(fake.asked.filter(({ name }) => name === 'customer.get').map(({ input }) => input)).toEqual([
      { customer: 'c-ken' },
    ]),
  )
})

test('a customer without a number is not called, and it says so', async () => {
  const { user, sent } = await draw(view())
  await user.type(search(), 'aoife')
  await screen.findByRole('option', { name: /Aoife/ })
  await user.keyboard('{Control>}{Enter}{/Control}')
  expect(screen.getByText('Aoife Byrne has no number.')).toBeTruthy()
  expect(sent('call.dial')).toEqual([])
})

test('the field does what its words say: actions are found, and only those that make sense', async () => {
  const { user, sent } = await draw(talking())
  await user.click(search())
  expect(screen.queryByRole('option', { name: /Answer/ })).toBeNull()
  await user.keyboard('mute')
  await screen.findByRole('option', { name: /Mute or unmute/ })
  await user.keyboard('{Enter}')
  await waitFor(() => expect(sent('call.mute')).toEqual([{ call: 'call-ana' }]))
})

test('Enter in the empty field, or after a chance word, never ends a call', async () => {
  const { user, fake, sent } = await draw(talking())
  fake.answer('customer.search', [])
  await user.click(search())
  await user.keyboard('{Enter}')
  await user.keyboard('all')
  await screen.findByRole('option', { name: /End the call/ })
  await user.keyboard('{Enter}')
  expect(sent('call.hangUp')).toEqual([])
  await user.clear(search())
  await user.keyboard('end the call{Enter}')
  await waitFor(() => expect(sent('call.hangUp')).toEqual([{ call: 'call-ana' }]))
})

test('the state menu says what is chosen and sets another', async () => {
  const { user, sent } = await draw(view())
  await user.click(screen.getByRole('button', { name: /^Available/ }))
  await user.click(screen.getByRole('menuitemradio', { name: /Lunch/ }))
  expect(sent('agent.setPresence')).toEqual([{ presence: 'break', reason: 'lunch' }])
})

test('the state on a call says what comes after it', async () => {
  await draw({ ...talking(), presence: 'break' })
  expect(screen.getByText('then Break')).toBeTruthy()
})

test('hotkeys of calls work wherever the focus is, and mean nothing without a call', async () => {
  const { user, publish, sent } = await draw(view())
  await user.click(search())
  await user.keyboard('{Control>}{Shift>}E{/Shift}{/Control}')
  expect(sent('call.hangUp')).toEqual([])
  await publish(view({ calls: [ringing()] }))
  await user.keyboard('{Control>}{Shift>}A{/Shift}{/Control}')
  expect(sent('call.answer')).toEqual([{ call: 'call-ana' }])
})

test('Ctrl+Shift+X opens the transfer, Ctrl+Shift+N goes to the notes', async () => {
  const { user } = await draw(talking())
  await user.keyboard('{Control>}{Shift>}X{/Shift}{/Control}')
  expect(await screen.findByRole('combobox', { name: 'Customer or number' })).toBeTruthy()
  await user.keyboard('{Control>}{Shift>}N{/Shift}{/Control}')
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Notes' })))
})

test('F6 walks the parts of the window, Shift+F6 back, and each keeps its place', async () => {
  const { user } = await draw(talking())
  const where = () => document.activeElement?.closest('[data-region]')?.getAttribute('data-region')
  const walked: (string | null | undefined)[] = []
  for (let step = 0; step < 6; step += 1) {
    await user.keyboard('{F6}')
    walked.push(where())
  }
  expect(walked).toEqual(['rail', 'top', 'call', 'customer', 'wrapUp', 'rail'])
  await user.keyboard('{Shift>}{F6}{/Shift}')
  expect(where()).toBe('wrapUp')
})

test('a question mark lists the shortcuts, but not while one types', async () => {
  const { user } = await draw(view())
  await user.type(search(), '?')
  expect(screen.queryByRole('dialog', { name: 'Keyboard shortcuts' })).toBeNull()
  await user.keyboard('{Escape}')
  screen.getByRole('button', { name: 'Desk' }).focus()
  await user.keyboard('?')
  expect(screen.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeTruthy()
})

test('one problem shows at a time, the worst first, with what is done about it', async () => {
  const problems: View['problems'] = [
    { kind: 'microphoneMissing', since: 0, subject: '', detail: '', action: 'openSettings' },
    { kind: 'passwordNotKept', since: 0, subject: '', detail: '', action: 'dismiss' },
  ]
  const { user, sent } = await draw(view({ problems }))
  const strip = within(screen.getByRole('complementary', { name: 'Something is wrong' }))
  expect(strip.getByText('No microphone.')).toBeTruthy()
  await user.click(strip.getByRole('button', { name: /Show the next problem/ }))
  expect(strip.queryByText('No microphone.')).toBeNull()
  await user.click(strip.getByRole('button', { name: 'Dismiss' }))
  expect(sent('problem.dismiss')).toEqual([{ kind: 'passwordNotKept' }])
})

test('the line is a quiet icon while all is well, and speaks when it isn’t', async () => {
  const { publish, user, sent } = await draw(view())
  expect(screen.getByRole('button', { name: 'Line: Registered' }).textContent).toBe('')
  await publish(
    view({ lines: [line({ state: 'refused', reason: 'wrongPassword', detail: '403 Forbidden' })] }),
  )
  await user.click(screen.getByRole('button', { name: 'Line: Refused' }))
  expect(screen.getByText('The server refused the password.')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Enter password' }))
  await user.type(screen.getByLabelText('Password'), 'secret')
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
  expect(sent('account.signIn')).toEqual([{ account: 'support', password: 'secret', keep: true }])
})

const TWO = [
  line({ label: 'Support', callerIds: ['+4930901820', '+4930901821'], callerId: '+4930901820' }),
  line({ id: 'sales', label: 'Sales', isDefault: false }),
]

test('of several lines the one that is wrong is named, and the menu has them all', async () => {
  const { publish, user, sent } = await draw(view({ lines: TWO }))
  expect(screen.getByRole('button', { name: 'Lines: Registered' }).textContent).toBe('')
  const down = line({ ...TWO[1], state: 'offline', reason: 'connectionRefused' })
  await publish(
    view({
      lines: [line(TWO[0]), down],
      problems: [{ kind: 'lineOffline', since: 0, subject: '', detail: '', action: 'retry', line: 'sales' }],
    }),
  )
  expect(screen.getByRole('complementary').textContent).toMatch(/Sales.*: The line is down/)
  await user.click(screen.getByRole('button', { name: /^Lines: .*Sales.*Offline/ }))
  const menu = within(screen.getByRole('dialog'))
  expect(menu.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
    expect.stringMatching(/^Support.*Default.*Registered/),
    expect.stringMatching(/^Sales.*Offline.*The server refuses the connection/),
  ])
  await user.click(menu.getByRole('button', { name: 'Try now' }))
  expect(sent('line.retry')).toEqual([{ account: 'sales' }])
})

test('a number is dialled on the line and with the number that are chosen, for this call', async () => {
  const { user, sent } = await draw(view({ lines: TWO }))
  const field = screen.getByRole('combobox', { name: 'Search or dial' })
  await user.type(field, '030123456')
  expect(screen.getAllByRole('option', { name: /^Dial/ }).map((option) => option.textContent)).toEqual([
    expect.stringMatching(/Support · shows .?030 901820/u),
    expect.stringMatching(/Support · shows .?030 901821/u),
    expect.stringMatching(/Sales/),
  ])
  await user.keyboard('{ArrowDown}{ArrowDown}{Enter}')
  await user.type(field, '030123456{Enter}')
  expect(sent('call.dial')).toEqual([
    { to: '030123456', from: null, line: 'sales' },
    { to: '030123456', from: null, line: 'support', callerId: '+4930901820' },
  ])
})

test('the dialpad asks for the line and the number shown, where there are several', async () => {
  const { user, sent } = await draw(view({ lines: TWO }))
  await user.type(screen.getByRole('combobox', { name: 'Search or dial' }), '030')
  await user.click(screen.getByRole('button', { name: 'Dialpad' }))
  await user.click(screen.getByRole('button', { name: /Shown to those you call/ }))
  await user.click(screen.getByRole('option', { name: '030 901821' }))
  await user.click(screen.getByRole('button', { name: 'Call' }))
  await user.type(screen.getByRole('combobox', { name: 'Search or dial' }), '031')
  await user.click(screen.getByRole('button', { name: 'Dialpad' }))
  await user.click(screen.getByRole('button', { name: /On line/ }))
  await user.click(screen.getByRole('option', { name: 'Sales' }))
  await user.click(screen.getByRole('button', { name: 'Call' }))
  expect(sent('call.dial')).toEqual([
    { to: '030', from: null, line: 'support', callerId: '+4930901821' },
    { to: '031', from: null, line: 'sales' },
  ])
})

test('a call says which of several lines it is on', async () => {
  const { publish } = await draw(view({ lines: TWO, calls: [ringing({ account: 'sales' })] }))
  expect(screen.getByRole('group', { name: /^Incoming call/ }).textContent).toContain('Sales')
  await publish(view({ calls: [ringing({ account: 'support' })] }))
  expect(screen.getByRole('group', { name: /^Incoming call/ }).textContent).toContain('agent@pbx.example.com')
})

test('figures without a value show a dash, never a zero', async () => {
  await draw(view({ today: { handledCalls: 0, missedCalls: 0, averageHandleMs: null, occupancy: null } }))
  const today = within(screen.getByText('handle time').closest('dl') as HTMLElement)
  expect(today.getAllByText('–')).toHaveLength(2)
})

test('an incoming call is announced in a region that was there before', async () => {
  const { publish } = await draw(view())
  const regions = () => screen.getAllByRole('alert', { hidden: true })
  const before = regions()[0]
  await publish(view({ calls: [ringing()] }))
  expect(regions()[0]).toBe(before)
  expect(before?.textContent).toMatch(/Incoming call from .*Ana Ruiz.*\. Press Ctrl\+Shift\+A to answer\./)
})

test('away from the desk a call stays in sight, with its controls', async () => {
  const { user, publish, sent } = await draw(talking({}, [heldKen]))
  await user.click(screen.getByRole('button', { name: 'Calls' }))
  const strip = () => within(screen.getAllByRole('region', { name: 'Calls' })[0] as HTMLElement)
  await user.click(strip().getByRole('button', { name: 'Mute' }))
  expect(sent('call.mute')).toEqual([{ call: 'call-ana' }])
  await publish(view({ calls: [ringing({ id: 'r' }), inWrapUp()] }))
  await user.click(strip().getByRole('button', { name: 'Answer' }))
  expect(sent('call.answer')).toEqual([{ call: 'r' }])
})

test('in German every part of the desk is German', async () => {
  await draw({ ...talking(), settings: { ...view().settings, language: 'de' } })
  expect(screen.getByRole('button', { name: 'Auflegen' })).toBeTruthy()
  expect(screen.getByRole('region', { name: 'Nachbearbeitung' })).toBeTruthy()
  expect(document.documentElement.lang).toBe('de')
})

test('theme and density are those of the settings', async () => {
  const { settings } = view()
  await draw(view({ settings: { ...settings, theme: 'dark', density: 'comfortable' } }))
  expect(document.documentElement.dataset).toMatchObject({ theme: 'dark', density: 'comfortable' })
})

test('a core that does not answer is said so, with a way to ask again', async () => {
  const { fake, user } = await drawUnanswered()
  expect(await screen.findByText('Offhook’s core does not answer.')).toBeTruthy()
  fake.answer('view.get', () => view())
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByRole('combobox', { name: 'Search or dial' })).toBeTruthy()
})

/** A main that has no view to give. */
async function drawUnanswered() {
  return draw({ ok: false, reason: 'failed' } as never)
}
