import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Colleague } from '../../domain/colleague/colleague.ts'
import type { Lamp } from '../../domain/colleague/lamp.ts'
import { type Colleagues, createColleagues } from './colleagues.ts'
import { changeSettings, DEFAULTS, loadSettings } from './settings.ts'
import { customer, LINE, startDesk, type TestDesk } from './testing/test-desk.ts'

const ANA = customer('ana', 'Ana Ruiz', '+12025550101')
const MARIA: Colleague = { id: 'm', name: 'Maria', extension: '201', line: null }
const JONAS: Colleague = { id: 'j', name: 'Jonas', extension: '202', line: null }
const dialog = { callId: 'c', localTag: 'l', remoteTag: 'r', remote: null }
const rings = (part: Partial<Extract<Lamp, { state: 'ringing' }>> = {}): Lamp => ({
  state: 'ringing',
  caller: { number: '+12025550101', displayName: 'RUIZ' },
  dialog,
  ...part,
})

let desk: TestDesk
let list: readonly Colleague[]
let code: string
let codes: Readonly<Record<string, string>>
let watched: (readonly string[])[]
let colleagues: Colleagues

beforeEach(() => {
  desk = startDesk({ customers: [ANA] })
  list = [MARIA, JONAS]
  code = ''
  codes = {}
  watched = []
  colleagues = createColleagues({
    colleagues: () => list,
    pickUpCode: (line) => codes[line ?? ''] ?? code,
    country: () => 'US',
    customerName: desk.pops.nameOf,
    calls: () => desk.desk.book.calls,
    lineOf: ({ line }) => line ?? LINE,
    lineToDial: (id) => {
      const state = desk.desk.state().lines.get(id ?? '')?.state.state
      return state ? { id: id ?? '', isRegistered: state === 'registered', rewrite: (to) => to } : null
    },
    newCallId: () => 'p',
    order: desk.desk.order,
    watch: (byLine) => watched.push([...byLine].flatMap(([line, all]) => all.map((one) => `${line} ${one}`))),
    changed: () => {},
  })
})
afterEach(() => desk.remove())

const pickUp = (colleague = 'm') => colleagues.commands['colleague.pickUp']({ colleague })

test('the list shows everybody in its order, and who rings them by the customer’s name', () => {
  expect(colleagues.view()).toEqual([
    {
      id: 'm',
      name: 'Maria',
      extension: '201',
      line: LINE,
      state: 'unknown',
      caller: null,
      canPickUp: false,
    },
    {
      id: 'j',
      name: 'Jonas',
      extension: '202',
      line: LINE,
      state: 'unknown',
      caller: null,
      canPickUp: false,
    },
  ])
  colleagues.lamp(LINE, '201', rings())
  colleagues.lamp(LINE, '202', { state: 'busy' })
  expect(colleagues.view()).toMatchObject([
    { state: 'ringing', caller: { name: 'Ana Ruiz', number: '(202) 555-0101' }, canPickUp: true },
    { state: 'busy', caller: null },
  ])
  colleagues.lamp(LINE, '201', rings({ caller: { number: '+12025550199', displayName: 'NEW' } }))
  expect(colleagues.view()[0]?.caller?.name).toBe('NEW')
})

test('who is watched is told to the line when it changes, and only then', () => {
  colleagues.refresh()
  colleagues.refresh()
  list = [JONAS]
  colleagues.refresh()
  expect(watched).toEqual([[`${LINE} 201`, `${LINE} 202`], [`${LINE} 202`]])
})

test('a call is picked up by its names, and by the code where one is set', () => {
  colleagues.lamp(LINE, '201', rings())
  expect(pickUp()).toEqual({ ok: true, value: 'p' })
  expect(desk.ordered()).toMatchObject([
    { kind: 'dial', to: '201', pickUp: { dialog, colleague: { name: 'Maria' } } },
  ])
  code = '**{ext}'
  expect(pickUp()).toMatchObject({ ok: true })
  expect(desk.ordered()).toMatchObject([{ kind: 'dial', to: '**201', pickUp: { dialog: null } }])
})

test('each line’s phone server has its own code, and the one for all where it has none', () => {
  code = '*8{ext}'
  codes = { [LINE]: '**{ext}', other: '*9{ext}' }
  colleagues.lamp(LINE, '201', rings())
  expect(pickUp()).toMatchObject({ ok: true })
  expect(desk.ordered()).toMatchObject([{ kind: 'dial', to: '**201' }])
  codes = { other: '*9{ext}' }
  expect(pickUp()).toMatchObject({ ok: true })
  expect(desk.ordered()).toMatchObject([{ kind: 'dial', to: '*8201' }])
})

test('what can’t be picked up is refused with the reason', () => {
  expect(pickUp('nobody')).toEqual({ ok: false, reason: 'noSuchColleague' })
  expect(pickUp()).toEqual({ ok: false, reason: 'notRinging' })
  colleagues.lamp(LINE, '201', rings({ dialog: null }))
  expect(colleagues.view()[0]?.canPickUp).toBe(false)
  expect(pickUp()).toEqual({ ok: false, reason: 'cannotPickUp' })
  colleagues.lamp(LINE, '201', rings())
  desk.desk.lineState(LINE, { state: 'connecting', reason: null, detail: '', retryIn: null })
  expect(pickUp()).toEqual({ ok: false, reason: 'lineNotRegistered' })
})

const dialed = { kind: 'dialed', line: 'l', pickedUp: { name: 'Maria', extension: '201' } } as const
const rows = (filter: 'inbound' | 'outbound' | 'missed') =>
  desk.history.list({ text: '', filter, customer: null, before: null, limit: 10 }).rows

test('a call that was picked up is the customer’s: their record pops, and it counts as their call', () => {
  desk.desk.fact('p', { ...dialed, party: { number: '+12025550101', displayName: null } })
  expect(desk.desk.book.calls.get('p')).toMatchObject({ direction: 'outbound', customer: { id: 'ana' } })
  desk.desk.fact('p', { kind: 'answered' })
  expect(desk.desk.book.calls.get('p')).toMatchObject({ direction: 'inbound', pickedUp: { name: 'Maria' } })
  desk.desk.fact('p', { kind: 'ended', by: 'far', cause: 'hungUp', sip: null })
  desk.commands['wrapUp.finish']({ call: 'p', disposition: 'resolved', notes: '' })
  expect(rows('inbound')).toMatchObject([
    { party: { number: '+12025550101' }, customer: { name: 'Ana Ruiz' }, disposition: 'Resolved' },
  ])
  expect(rows('outbound')).toEqual([])
})

test('who is told with the answer alone pops then', () => {
  desk.desk.fact('p', { ...dialed, party: { number: '', displayName: null } })
  expect(desk.desk.book.calls.get('p')?.customer).toBeNull()
  desk.desk.fact('p', { kind: 'answered' })
  desk.desk.fact('p', { kind: 'partyTold', party: { number: '+12025550101', displayName: 'RUIZ' } })
  expect(desk.desk.book.calls.get('p')).toMatchObject({
    party: { number: '+12025550101' },
    customer: { id: 'ana' },
  })
  desk.desk.fact('p', { kind: 'partyTold', party: { number: '666', displayName: null } })
  expect(desk.desk.book.calls.get('p')?.party.number).toBe('+12025550101')
  desk.desk.fact('p', { kind: 'ended', by: 'far', cause: 'hungUp', sip: null })
  expect(rows('inbound')).toMatchObject([{ party: { number: '+12025550101', displayName: 'RUIZ' } }])
})

test('a pick-up that came too late is a notice, and no missed call', () => {
  desk.desk.fact('p', { ...dialed, party: { number: '+12025550101', displayName: null } })
  desk.desk.fact('p', { kind: 'ended', by: 'far', cause: 'gone', sip: { code: 481, reason: '' } })
  expect(desk.desk.state().notices).toMatchObject([{ id: 'p', ended: { cause: 'gone' } }])
  expect(rows('missed')).toEqual([])
})

test('the list is kept, and one that can’t be watched is refused', () => {
  expect(desk.commands['settings.save']({ colleagues: [MARIA, JONAS], pickUpCode: '*8{ext}' })).toEqual({
    ok: true,
    value: null,
  })
  expect(loadSettings(desk.journal.setting)).toMatchObject({
    colleagues: [MARIA, JONAS],
    pickUpCode: '*8{ext}',
  })
  const own = { pickUpCodes: { a1: '**{ext}' } }
  expect(desk.commands['settings.save'](own)).toEqual({ ok: true, value: null })
  expect(loadSettings(desk.journal.setting)).toMatchObject({ pickUpCode: '*8{ext}', ...own })
  const refused = (colleagues: readonly Colleague[], pickUpCode = '', ofLine = '') => {
    const changed = changeSettings(DEFAULTS, { colleagues, pickUpCode, pickUpCodes: { a1: ofLine } })
    return changed.ok ? null : changed.reason
  }
  expect(refused([MARIA, { ...JONAS, id: 'm' }])).toBe('duplicateId')
  expect(refused([MARIA, { ...JONAS, extension: ' 201' }])).toBe('duplicateExtension')
  expect(refused([MARIA, { ...JONAS, extension: '201', line: 'b' }])).toBeNull()
  expect(refused([{ ...MARIA, extension: 'two' }])).toBe('badExtension')
  expect(refused([MARIA], 'pick {ext}')).toBe('badPickUpCode')
  expect(refused([MARIA], '*8{ext}', 'pick {ext}')).toBe('badPickUpCode')
})
