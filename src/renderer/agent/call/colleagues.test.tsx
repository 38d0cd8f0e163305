import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { ColleagueView, View } from '../../../contract/view.ts'
import { call, colleague, customer, talking, view } from '../testing/fixtures.ts'
import { draw } from '../testing/render.tsx'

const MARIA = colleague({ id: 'm', name: 'Maria Santos', extension: '201' })
const RINGING = colleague({
  ...MARIA,
  state: 'ringing',
  caller: { name: 'Ada Byron', number: '+44 20 7946 0000' },
  canPickUp: true,
})
const JONAS = colleague({ id: 'j', name: 'Jonas Weber', extension: '202', state: 'busy' })
const AOIFE = colleague({ id: 'a', name: 'Aoife Byrne', extension: '203', state: 'notOffered' })

const desk = (colleagues: readonly ColleagueView[], part: Partial<View> = {}) => view({ ...part, colleagues })
const list = () => within(screen.getByRole('region', { name: 'Colleagues' }))

test('each colleague has a word for what their phone does, and is called with a press', async () => {
  const { user, sent } = await draw(desk([MARIA, JONAS, AOIFE]))
  expect(
    list()
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent),
  ).toEqual(['Maria SantosFree', 'Jonas WeberOn a call', 'Aoife ByrneNo lamp'])
  await user.click(list().getByRole('button', { name: /Call .Maria Santos.: Free/ }))
  expect(sent('call.dial')).toEqual([{ to: '201', from: null, line: 'own' }])
})

test('who rings a colleague is shown and picked up; the focus goes on to the call', async () => {
  const { user, sent, publish, fake } = await draw(desk([RINGING, JONAS]))
  fake.answer('colleague.pickUp', { ok: true, value: 'p' })
  const button = list().getByRole('button', { name: /Pick up the call of .Ada Byron. to .Maria Santos./ })
  button.focus()
  await user.keyboard('{Enter}')
  expect(sent('colleague.pickUp')).toEqual([{ colleague: 'm' }])
  const pickedUp = { name: 'Maria Santos', extension: '201' }
  const dialing = call({ id: 'p', phase: 'dialing', direction: 'outbound', pickedUp })
  await publish({ ...desk([RINGING, JONAS]), calls: [dialing] })
  expect(screen.getByText(/Picking up the call to .Maria Santos./)).toBeTruthy()
  await publish({
    ...desk([MARIA, JONAS]),
    calls: [{ ...dialing, phase: 'connected', direction: 'inbound' }],
  })
  expect(screen.getByText(/Picked up from .Maria Santos./)).toBeTruthy()
  expect(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent).toMatch(
    /Mute/,
  )
})

test('without a way to pick up nothing is offered, and why one failed is said beside it', async () => {
  const { user, publish, fake } = await draw(desk([{ ...RINGING, canPickUp: false, caller: null }]))
  expect(list().getByText('unknown caller')).toBeTruthy()
  expect(list().queryByRole('button', { name: /Pick up/ })).toBeNull()
  await publish(desk([RINGING]))
  fake.answer('colleague.pickUp', { ok: false, reason: 'notRinging' })
  await user.click(list().getByRole('button', { name: /Pick up/ }))
  expect(await list().findByText('That call no longer rings.')).toBeTruthy()
})

test('sixty colleagues are one stop of the Tab key, and the arrows go through them', async () => {
  const many = Array.from({ length: 60 }, (_, index) =>
    colleague({ id: `c${index}`, name: `Colleague ${index}`, extension: `${300 + index}` }),
  )
  const { user } = await draw(desk(many))
  const buttons = list().getAllByRole('button')
  expect(buttons.filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1)
  buttons[0]!.focus()
  await user.keyboard('{ArrowDown}{ArrowDown}')
  expect(document.activeElement).toBe(buttons[2])
  expect(buttons[2]!.tabIndex).toBe(0)
  await user.keyboard('{End}{ArrowDown}')
  expect(document.activeElement).toBe(buttons[59])
})

test('nothing is said aloud and nothing drawn where nobody is watched', async () => {
  const { publish } = await draw(desk([]))
  expect(screen.queryByRole('region', { name: 'Colleagues' })).toBeNull()
  await publish(desk([RINGING]))
  for (const log of [...screen.queryAllByRole('status'), ...screen.queryAllByRole('alert')]) {
    expect(log.textContent).not.toContain('Maria')
  }
})

test('a call is handed to a colleague who is free, by the keyboard', async () => {
  const { user, sent } = await draw({
    ...talking(),
    colleagues: [JONAS, RINGING, { ...AOIFE, state: 'free' }],
  })
  await user.click(screen.getByRole('button', { name: 'Transfer' }))
  const options = screen.getAllByRole('option')
  expect(options.map(({ textContent }) => textContent).slice(0, 3)).toEqual([
    'Aoife ByrneFree203',
    'Jonas WeberOn a call202',
    'Maria SantosRings201',
  ])
  await user.keyboard('byrne{ArrowDown}{Enter}')
  await user.click(screen.getByRole('button', { name: 'Ask first' }))
  expect(sent('call.dial')).toEqual([{ to: '203', from: talking().calls[0]!.id }])
})

test('the palette picks up what rings, and calls a colleague once their name is typed', async () => {
  const { user, sent } = await draw(desk([RINGING, JONAS]))
  const field = screen.getByRole('combobox', { name: /Search/ })
  await user.click(field)
  expect(screen.queryByRole('option', { name: /Call .Jonas/ })).toBeNull()
  await user.keyboard('call jonas{Enter}')
  await waitFor(() => expect(sent('call.dial')).toEqual([{ to: '202', from: null, line: 'own' }]))
  await user.click(field)
  await user.keyboard('pick up{Enter}')
  await waitFor(() => expect(sent('colleague.pickUp')).toEqual([{ colleague: 'm' }]))
})

test('a pick-up that came too late is told without a reproach', async () => {
  const gone = call({
    phase: 'ended',
    direction: 'outbound',
    ended: { by: 'far', cause: 'gone', sip: { code: 481, reason: 'Gone' } },
  })
  await draw(view({ notices: [gone] }))
  expect(screen.getByText('The call was gone')).toBeTruthy()
})

test('a contact whose number is a watched phone has its lamp beside the number', async () => {
  const numbers = [
    { label: 'desk', raw: '2 01', e164: null },
    { label: 'home', raw: '+351210000000', e164: '+351210000000' },
  ]
  const pop = {
    kind: 'customer',
    how: 'number',
    customer: customer({ numbers }),
    callsBefore: [],
    card: null,
  } as const
  await draw({ ...talking({ pop }), colleagues: [{ ...MARIA, state: 'busy' }] })
  expect(screen.getByRole('button', { name: /^Call .* desk \(On a call\)$/ })).toBeTruthy()
  expect(screen.getByRole('button', { name: /^Call .* home$/ })).toBeTruthy()
})
