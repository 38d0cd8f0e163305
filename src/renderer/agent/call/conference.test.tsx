import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { call, conference, heldKen, ringing, talking, view } from '../testing/fixtures.ts'
import { draw } from '../testing/render.tsx'

const button = (name: string | RegExp) => screen.getByRole('button', { name })
const card = () => within(screen.getByRole('article', { name: /^Conference, 3 people: .*Ana Ruiz.*Ken Ito/ }))

test('a call that waits can be joined with the one that is spoken on', async () => {
  const { user, sent } = await draw(talking({}, [heldKen]))
  await user.click(button('Join the calls'))
  expect(sent('call.conference')).toEqual([{ call: 'call-ana', with: 'call-ken' }])
})

test('a call that only rings, or is over, can’t be joined', async () => {
  await draw(talking({}, [ringing({ id: 'r' })]))
  expect(screen.queryByRole('button', { name: 'Join the calls' })).toBeNull()
})

test('a consultation can be joined with the customer’s call, in one place', async () => {
  const asked = call({ id: 'ask', from: 'call-ana', direction: 'outbound', pop: heldKen.pop })
  const { user, sent } = await draw(view({ calls: [asked, call({ held: true })] }))
  await user.click(button('Join the calls'))
  expect(sent('call.conference')).toEqual([{ call: 'ask', with: 'call-ana' }])
})

test('two joined calls are one card with both names, and the focus goes to its controls', async () => {
  const { user, publish } = await draw(talking({}, [heldKen]))
  button('Join the calls').focus()
  await user.keyboard('{Enter}')
  await publish(conference())
  expect(screen.getAllByRole('article')).toHaveLength(1)
  const people = within(card().getByRole('list', { name: 'In the conference with you' }))
  expect(people.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
    expect.stringContaining('Ana Ruiz'),
    expect.stringContaining('Ken Ito'),
  ])
  expect(card().getByText('You all hear each other')).toBeTruthy()
  expect(document.activeElement).toBe(button('Mute'))
})

test('what is done to one stands beside their name, what is done to both stands apart', async () => {
  const { user, sent } = await draw(conference())
  await user.click(button(/^Hold only .*Ken Ito/))
  expect(sent('call.split')).toEqual([{ call: 'call-ken' }])
  await user.click(button(/^End: .*Ken Ito/))
  expect(sent('call.hangUp')).toEqual([{ call: 'call-ken' }])
  await user.click(button('Hold'))
  expect(sent('call.hold')).toEqual([{ call: 'call-ana' }])
  await user.click(button('Let them talk'))
  expect(sent('call.transferAttended')).toEqual([{ call: 'call-ana', consult: 'call-ken' }])
  await user.click(button('End both'))
  expect(sent('call.endConference')).toEqual([{ call: 'call-ana' }])
})

test('split holds the one whose record is not on the desk', async () => {
  const { user, sent } = await draw(conference())
  await user.click(button(/^Show .*Ken Ito/))
  await user.click(button('Split'))
  expect(sent('call.split')).toEqual([{ call: 'call-ana' }])
})

test('tones go to the one whose record is on the desk, and nobody is transferred out of a conference', async () => {
  const { user, sent } = await draw(conference())
  expect(button('Transfer')).toHaveProperty('disabled', true)
  await user.click(button(/^Show .*Ken Ito/))
  await user.click(button('Keypad'))
  await user.keyboard('4')
  expect(sent('call.sendTone')).toEqual([{ call: 'call-ken', tone: '4' }])
})

test('the card says who hears whom', async () => {
  const { publish } = await draw(conference({ muted: true }, { muted: true }))
  expect(card().getByText('Muted: neither hears you')).toBeTruthy()
  await publish(conference({}, { farHeld: true }))
  expect(card().getByText(/Ken Ito.* put you on hold/)).toBeTruthy()
  await publish(conference({ held: true }, { held: true }))
  expect(card().getByText('On hold: they don’t hear each other')).toBeTruthy()
  const transfer = { how: 'attended', to: 'Ken', consult: 'call-ken', state: 'running', sip: null } as const
  await publish(conference({ transfer }))
  expect(card().getByText('Connecting them with each other')).toBeTruthy()
  expect(button('Let them talk')).toHaveProperty('disabled', true)
})

test('a conference on hold is resumed whole, also from beside a third call', async () => {
  const onHold = conference({ held: true }, { held: true })
  const { user, publish, sent } = await draw(onHold)
  await user.click(button('Resume conference'))
  expect(sent('call.resume')).toEqual([{ call: 'call-ana' }])
  const third = call({
    id: 'third',
    displayName: 'Maria',
    pop: { kind: 'unknown', callsBefore: [], looking: false },
  })
  await publish(view({ calls: [third, ...onHold.calls] }))
  await user.click(card().getByRole('button', { name: 'Resume conference' }))
  expect(sent('call.resume')).toHaveLength(2)
  expect(screen.getAllByRole('article')).toHaveLength(2)
  expect(screen.queryByRole('button', { name: 'Join the calls' })).toBeNull()
})

test('a far end that refused to come off hold is said to have, on its card', async () => {
  const refusedOrder = { order: 'resume', sip: { code: 488, reason: 'Not Acceptable Here' } }
  await draw(talking({}, [{ ...heldKen, refusedOrder }]))
  const ken = within(screen.getByRole('article', { name: /Ken Ito/ }))
  expect(ken.getByText('The other side refused to resume.')).toBeTruthy()
})

test('an order that is refused says why', async () => {
  const { user, fake } = await draw(talking({}, [heldKen]))
  fake.answer('call.conference', { ok: false, reason: 'transferRunning' })
  await user.click(button('Join the calls'))
  expect(screen.getByText('A transfer of this call is already under way.')).toBeTruthy()
})

test('the keys join two calls, and end both', async () => {
  const { user, publish, sent } = await draw(talking({}, [heldKen]))
  await user.keyboard('{Control>}{Shift>}j{/Shift}{/Control}')
  expect(sent('call.conference')).toEqual([{ call: 'call-ana', with: 'call-ken' }])
  await publish(conference())
  await user.keyboard('{Control>}{Shift>}e{/Shift}{/Control}')
  expect(sent('call.endConference')).toEqual([{ call: 'call-ana' }])
  expect(sent('call.hangUp')).toEqual([])
})

test('on another screen both names stand in the line, and its End means both', async () => {
  const { user, sent } = await draw(conference())
  await user.click(button('Customers'))
  const line = within(screen.getByRole('region', { name: 'Calls' }))
  expect(line.getByText('Conference, 3 people')).toBeTruthy()
  expect(line.getByText(/Ana Ruiz.*, .*Ken Ito/)).toBeTruthy()
  await user.click(button('End both'))
  expect(sent('call.endConference')).toEqual([{ call: 'call-ana' }])
})
