import { act, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import {
  call,
  customer,
  heldKen,
  inWrapUp,
  PAST,
  popOf,
  ringing,
  talking,
  view,
} from '../testing/fixtures.ts'
import { draw } from '../testing/render.tsx'

const button = (name: string | RegExp) => screen.getByRole('button', { name })
const region = (name: string) => within(screen.getByRole('region', { name }))

test('a call that rings shows who it is, with Answer before Decline, and takes no focus', async () => {
  const { publish } = await draw(view())
  const search = screen.getByRole('combobox', { name: 'Search or dial' })
  search.focus()
  await publish(view({ calls: [ringing()] }))
  const card = within(screen.getByRole('group', { name: /Incoming call: .*Ana Ruiz/ }))
  const [first, second] = card
    .getAllByRole('button')
    .filter((each) => /^(Answer|Decline)$/.test(each.textContent ?? ''))
  expect(first?.textContent).toBe('Answer')
  expect(second?.textContent).toBe('Decline')
  expect(card.getByText('Ruiz Dental')).toBeTruthy()
  expect(document.activeElement).toBe(search)
})

test('a space that was typed into the notes neither answers nor declines', async () => {
  const { user, publish, sent } = await draw(view({ calls: [inWrapUp()] }))
  await user.click(screen.getByRole('textbox', { name: 'Notes' }))
  await publish(view({ calls: [ringing({ id: 'second' }), inWrapUp()] }))
  await user.keyboard('asks for ')
  expect(sent('call.answer')).toEqual([])
  expect(sent('call.reject')).toEqual([])
})

test('while notes are written, the record of a caller waits behind a chip', async () => {
  const { user, publish } = await draw(
    view({ calls: [inWrapUp({ pop: popOf(customer({ name: 'Maria' })) })] }),
  )
  await user.click(screen.getByRole('textbox', { name: 'Notes' }))
  const second = ringing({ id: 'second' })
  await publish(view({ calls: [second, inWrapUp({ pop: popOf(customer({ name: 'Maria' })) })] }))
  expect(region('Customer').getByRole('heading', { name: 'Maria' })).toBeTruthy()
  await user.click(region('Customer').getByRole('button', { name: /Ana Ruiz.* is calling/ }))
  expect(region('Customer').getByRole('heading', { name: 'Ana Ruiz' })).toBeTruthy()
})

test('the caller’s record is said to be painted once for a call', async () => {
  const { publish, sent } = await draw(view())
  await publish(view({ calls: [ringing()] }))
  await publish(view({ calls: [ringing()] }))
  await waitFor(() => expect(sent('pop.painted')).toEqual([{ call: 'call-ana' }]))
})

test('answering hands the focus from the button to the call’s controls', async () => {
  const { user, publish, sent } = await draw(view({ calls: [ringing()] }))
  button('Answer').focus()
  await user.keyboard('{Enter}')
  expect(sent('call.answer')).toEqual([{ call: 'call-ana' }])
  expect(screen.queryByRole('toolbar')).toBeNull()
  await publish(talking())
  expect(document.activeElement).toBe(button('Mute'))
})

test('a call that is answered elsewhere than at its button leaves the focus where it was', async () => {
  const { publish } = await draw(view({ calls: [ringing()] }))
  const search = screen.getByRole('combobox', { name: 'Search or dial' })
  search.focus()
  await publish(talking())
  expect(document.activeElement).toBe(search)
})

test('mute orders, and shows pressed only when the view says so', async () => {
  const { user, publish, sent } = await draw(talking())
  await user.click(button('Mute'))
  expect(sent('call.mute')).toEqual([{ call: 'call-ana' }])
  expect(button('Mute').getAttribute('aria-pressed')).toBe('false')
  await publish(talking({ muted: true }))
  expect(button('Mute').getAttribute('aria-pressed')).toBe('true')
  expect(screen.getByText('Muted: they can’t hear you')).toBeTruthy()
  await user.click(button('Mute'))
  expect(sent('call.unmute')).toEqual([{ call: 'call-ana' }])
})

test('arrows walk along the controls, and End stands apart from them', async () => {
  const { user } = await draw(talking())
  button('Mute').focus()
  await user.keyboard('{ArrowRight}')
  expect(document.activeElement).toBe(button('Hold'))
  expect(within(screen.getByRole('toolbar', { name: 'Call controls' })).queryByText('End')).toBeNull()
})

test('an order that is refused says why beside the control', async () => {
  const { user, fake } = await draw(talking())
  fake.answer('call.hold', { ok: false, reason: 'notConnected' })
  await user.click(button('Hold'))
  expect(region('Calls').getByText('Nobody has answered yet.')).toBeTruthy()
})

test('when the call ends while its controls have the focus, the wrap-up gets it', async () => {
  const { user, publish, sent } = await draw(talking())
  button('End').focus()
  await user.keyboard('{Enter}')
  expect(sent('call.hangUp')).toEqual([{ call: 'call-ana' }])
  await publish(view({ calls: [inWrapUp()] }))
  expect(document.activeElement).toBe(screen.getByRole('radio', { name: /Resolved/ }))
})

test('a choice among several who vanished with the focus leaves the wrap-up to get it at the end', async () => {
  const choices = [
    { id: 'c-a', name: 'Ruiz Dental', company: 'Ruiz Dental', number: '1', by: 'e164' },
    { id: 'c-ana', name: 'Ana Ruiz', company: 'Ruiz Dental', number: '1', by: 'e164' },
  ] as const
  const { user, publish } = await draw(talking({ pop: { kind: 'several', choices } }))
  await user.click(screen.getByRole('option', { name: /Ana Ruiz/ }))
  await publish(talking())
  await publish(view({ calls: [inWrapUp()] }))
  expect(document.activeElement).toBe(screen.getByRole('radio', { name: /Resolved/ }))
})

test('the keypad sends the digits that are typed while it has the focus', async () => {
  const { user, sent } = await draw(talking())
  await user.click(button('Keypad'))
  await user.keyboard('4#')
  await user.click(button('Tone 7'))
  expect(sent('call.sendTone')).toEqual(['4', '#', '7'].map((tone) => ({ call: 'call-ana', tone })))
})

test('Escape closes the drawer that is open, and never a call', async () => {
  const { user, sent } = await draw(talking())
  await user.click(button('Keypad'))
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('button', { name: 'Tone 7' })).toBeNull()
  await user.keyboard('{Escape}{Escape}')
  expect(sent('call.hangUp')).toEqual([])
})

test('a call is handed over to a customer who was found, unseen or after asking', async () => {
  const { user, sent } = await draw(talking())
  await user.click(button('Transfer'))
  await user.keyboard('ken')
  await user.click(await screen.findByRole('option', { name: /Ken Ito/ }))
  await user.click(button('Ask first'))
  expect(sent('call.dial')).toEqual([{ to: '+81600000000', from: 'call-ana' }])
  await user.click(button('Transfer'))
  await user.keyboard('030901820')
  await user.click(button('Transfer now'))
  expect(sent('call.transferBlind')).toEqual([{ call: 'call-ana', to: '030901820' }])
})

test('an attended transfer is completed once the other side has answered', async () => {
  const waits = call({ held: true })
  const asked = call({
    id: 'ask',
    from: 'call-ana',
    phase: 'dialing',
    direction: 'outbound',
    pop: heldKen.pop,
  })
  const { user, publish, sent } = await draw(view({ calls: [asked, waits] }))
  expect(button('Complete transfer')).toHaveProperty('disabled', true)
  await publish(view({ calls: [{ ...asked, phase: 'connected' }, waits] }))
  await user.click(button('Complete transfer'))
  expect(sent('call.transferAttended')).toEqual([{ call: 'call-ana', consult: 'ask' }])
})

test('a transfer that was refused says so, keeps the call, and has the code behind Details', async () => {
  const transfer = {
    how: 'blind',
    to: '110',
    consult: null,
    state: 'failed',
    sip: { code: 603, reason: 'Decline' },
  } as const
  const { user } = await draw(talking({ transfer }))
  expect(
    screen.getByText(/The transfer to .*110.* failed: .*Declined.* You still have the call./),
  ).toBeTruthy()
  await user.click(button('Details'))
  expect(screen.getByText('SIP 603 Decline')).toBeTruthy()
})

test('a second call can be swapped with the first, and its card stays small', async () => {
  const { user, sent } = await draw(talking({}, [heldKen]))
  expect(screen.getAllByRole('toolbar')).toHaveLength(1)
  await user.click(button('Swap'))
  expect(sent('call.swap')).toEqual([null])
})

test('several matches wait for a choice, company first', async () => {
  const choices = [
    { id: '1', name: 'Ana Ruiz', company: 'Ruiz Dental', number: '+351210000000', by: 'e164' },
    { id: '2', name: 'Pedro Ruiz', company: 'Ruiz Dental', number: '+351210000000', by: 'e164' },
  ] as const
  const { user, sent } = await draw(talking({ pop: { kind: 'several', choices } }))
  const options = screen.getAllByRole('option')
  expect(options[0]?.textContent).toMatch(/^Ruiz DentalAna Ruiz/)
  await user.click(screen.getByRole('option', { name: /Pedro/ }))
  expect(sent('customer.assign')).toEqual([
    { call: 'call-ana', customer: '2', how: 'chosen', addNumber: false },
  ])
})

const unknown = {
  displayName: null,
  pop: { kind: 'unknown', callsBefore: PAST.slice(0, 1), looking: false },
} as const

test('an unknown caller can be made a customer without typing the number', async () => {
  const { user, sent } = await draw(talking(unknown))
  await user.click(button('Create customer'))
  await user.keyboard('Rosa Lima')
  await user.click(button('Save customer'))
  await waitFor(() =>
    expect(sent('customer.assign')).toEqual([
      { call: 'call-ana', customer: 'c-new', how: 'created', addNumber: false },
    ]),
  )
  expect(sent('customer.save')).toMatchObject([
    { id: null, name: 'Rosa Lima', country: 'PT', numbers: [{ label: '', raw: '+351210000000' }] },
  ])
})

test('a customer without a name isn’t saved', async () => {
  const { user, sent } = await draw(talking(unknown))
  await user.click(button('Create customer'))
  await user.click(button('Save customer'))
  expect(screen.getByText('Enter a name.')).toBeTruthy()
  expect(sent('customer.save')).toEqual([])
})

test('an unknown caller can be attached to a customer, with the number or without', async () => {
  const { user, sent } = await draw(talking(unknown))
  await user.click(button('Attach to a customer'))
  await user.keyboard('ken')
  await screen.findByRole('option', { name: /Ken Ito/ })
  await user.keyboard('{ArrowDown}{Enter}')
  await waitFor(() =>
    expect(sent('customer.assign')).toEqual([
      { call: 'call-ana', customer: 'c-ken', how: 'attached', addNumber: true },
    ]),
  )
})

test('a record that is being edited is not taken away by a caller', async () => {
  const { user, publish } = await draw(view({ calls: [inWrapUp()] }))
  await user.click(button('Edit'))
  await user.type(screen.getByRole('textbox', { name: 'City' }), ' Norte')
  await publish(view({ calls: [ringing({ id: 'r', pop: heldKen.pop }), inWrapUp()] }))
  expect(screen.getByRole('textbox', { name: 'City' })).toHaveProperty('value', 'Lisbon Norte')
  expect(button(/Ken Ito.* is calling/)).toBeTruthy()
})

test('a name from outside is text, and kept apart from the direction around it', async () => {
  await draw(
    talking({ pop: { kind: 'unknown', callsBefore: [], looking: false }, displayName: '<b>مرحبا</b>\u202e' }),
  )
  const [name] = screen.getAllByText(/مرحبا/)
  expect(name?.tagName).toBe('BDI')
  expect(document.querySelector('main b')).toBeNull()
})

test('what happened without the agent stands in a line with what can be done', async () => {
  const busy = call({
    phase: 'ended',
    direction: 'outbound',
    ended: { by: 'far', cause: 'busy', sip: { code: 486, reason: 'Busy Here' } },
  })
  const { user, sent } = await draw(view({ notices: [busy] }))
  const notice = within(screen.getByRole('list', { name: 'What happened' }))
  expect(notice.getByText('Busy')).toBeTruthy()
  expect(notice.queryByText('SIP 486 Busy Here')).toHaveProperty('isConnected', true)
  await user.click(notice.getByRole('button', { name: 'Call again' }))
  expect(sent('call.dial')).toEqual([{ to: '+351210000000', from: null }])
  await user.click(notice.getByRole('button', { name: /Dismiss/ }))
  expect(sent('call.dismissNotice')).toEqual([{ call: 'call-ana' }])
})

test('a number that has moved is called only when the agent wants it', async () => {
  const moved = call({
    phase: 'ended',
    direction: 'outbound',
    ended: {
      by: 'far',
      cause: 'unavailable',
      sip: { code: 302, reason: 'Moved Temporarily' },
      movedTo: '+351220000000',
      remarks: [
        { by: 'Q.850', code: 17, text: '' },
        { by: 'pbx.example', code: 399, text: 'until Monday' },
      ],
    },
  })
  const { user, sent } = await draw(view({ notices: [moved] }))
  const notice = within(screen.getByRole('list', { name: 'What happened' }))
  expect(notice.getByText(/The number has moved to .*\+351 22 000 0000/)).toBeTruthy()
  expect(
    notice.getByText(/SIP 302 Moved Temporarily.*Q\.850.* 17.*Busy.*pbx\.example.* 399.*until Monday/),
  ).toBeTruthy()
  expect(sent('call.dial')).toEqual([])
  await user.click(notice.getByRole('button', { name: 'Call the new number' }))
  expect(sent('call.dial')).toEqual([{ to: '+351220000000', from: null }])
})

test('a pane is widened with the arrow keys, and the width is remembered', async () => {
  const { user } = await draw(talking())
  const divider = screen.getByRole('separator', { name: 'Width of Calls' })
  const before = Number(divider.getAttribute('aria-valuenow'))
  divider.focus()
  await user.keyboard('{ArrowRight}')
  expect(Number(divider.getAttribute('aria-valuenow'))).toBe(before + 16)
  expect(localStorage.getItem('desk.call')).toBe(String(before + 16))
})

test('the call that the agent begins to speak with comes onto the desk, whatever was picked', async () => {
  const other = inWrapUp({ id: 'other', pop: popOf(customer({ name: 'Maria' })) })
  const { user, publish } = await draw(view({ calls: [ringing(), other] }))
  await user.click(button(/^Maria.*Wrap-up/))
  expect(region('Customer').getByRole('heading', { name: 'Maria' })).toBeTruthy()
  await publish(talking({}, [other]))
  await act(async () => {})
  expect(region('Customer').getByRole('heading', { name: 'Ana Ruiz' })).toBeTruthy()
})
