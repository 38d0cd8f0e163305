import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type CallFromAgent,
  type CallToAgent,
  type PracticeLine,
  startPracticeLine,
} from '../../practice/practice-line.ts'
import { type LineUnderTest, lineUnderTest } from './testing/line-under-test.ts'
import { until } from './testing/until.ts'

let practice: PracticeLine
let phone: LineUnderTest
let call: CallToAgent
const id = 'call-1'

async function end() {
  await phone.line.stop()
  await practice.close()
}

async function begin(timing: Parameters<typeof lineUnderTest>[0] = {}) {
  practice = await startPracticeLine({ users: { agent: 'secret' }, media: 'none' })
  phone = lineUnderTest(timing)
  phone.start({ server: practice.url })
  await phone.registered()
  call = practice.call({ to: 'agent', from: '+12025550143' })
  await phone.fact('offered')
  phone.order({ kind: 'answer', call: id })
  await call.answered()
}

beforeEach(() => begin())

afterEach(end)

const blind = (to = '601') => phone.order({ kind: 'transferBlind', call: id, to })
const since = () => phone.kinds(id).slice(2)

describe('a blind transfer', () => {
  it('that succeeds ends the call, with a BYE of ours', async () => {
    call.scriptTransfers(() => ({ reply: 202, notify: [100, 180, 200] }))
    const next = call.nextTransfer()
    blind()
    expect(await next).toMatchObject({ target: '601', uri: 'sip:601@practice.example' })
    expect((await phone.fact('transferStarted')).fact).toEqual({
      kind: 'transferStarted',
      how: 'blind',
      to: '601',
      consult: null,
    })
    expect((await phone.fact('ended')).fact).toMatchObject({ by: 'agent', cause: 'transferred' })
    expect(since()).toEqual([
      'transferStarted',
      'transferProgress',
      'transferProgress',
      'transferDone',
      'ended',
    ])
    expect(await call.ended()).toMatchObject({ by: 'agent', how: 'bye' })
  })

  it('that is refused leaves the call as it was', async () => {
    call.scriptTransfers(() => ({ reply: 403 }))
    blind()
    expect((await phone.fact('transferFailed')).fact).toMatchObject({ sip: { code: 403 } })
    expect(since()).toEqual(['transferStarted', 'transferFailed'])
    expect(call.state).toBe('answered')
  })

  it('whose target is busy fails, and the call goes on', async () => {
    call.scriptTransfers(() => ({ reply: 202, notify: [100, 486] }))
    blind()
    expect((await phone.fact('transferFailed')).fact).toMatchObject({ sip: { code: 486 } })
    // The probe that asks whether the caller is still there.
    await until(() => expect(call.reInvites).toBe(1))
    expect(call.state).toBe('answered')
    expect(phone.kinds(id)).not.toContain('ended')
  })

  it('whose target is busy ends the call where the server let the caller go', async () => {
    practice.drop((direction, text) => {
      if (direction !== 'in' || !text.startsWith('INVITE')) return false
      const copied = text.match(/^(Via|From|To|Call-ID|CSeq): .*$/gim) ?? []
      const reply = ['SIP/2.0 481 Gone', ...copied, 'Content-Length: 0', '', ''].join('\r\n')
      setImmediate(() => practice.inject(reply))
      return true
    })
    call.scriptTransfers(() => ({ reply: 202, notify: [100, 486] }))
    blind()
    expect((await phone.fact('ended')).fact).toMatchObject({
      by: 'system',
      cause: 'network',
      sip: { code: 481 },
    })
    expect(since()).toEqual(['transferStarted', 'transferProgress', 'transferFailed', 'ended'])
  })

  it('can be tried again after it failed', async () => {
    call.scriptTransfers(() => ({ reply: 403 }))
    blind('601')
    await phone.fact('transferFailed')
    call.scriptTransfers(() => ({ reply: 202, notify: [200] }))
    blind('602')
    await phone.fact('transferDone')
    expect((await phone.fact('ended')).fact).toMatchObject({ cause: 'transferred' })
  })

  it('counts as done when the far end takes the call away without a word', async () => {
    call.scriptTransfers(() => ({ reply: 202, notify: [] }))
    const next = call.nextTransfer()
    blind()
    await next
    await until(() => expect(since()).toContain('transferStarted'))
    await call.hangUp()
    expect((await phone.fact('ended')).fact).toMatchObject({ by: 'far', cause: 'transferred' })
    expect(since()).toEqual(['transferStarted', 'transferDone', 'ended'])
  })

  it('that nobody speaks of again counts as failed, and the agent has the call back', async () => {
    await end()
    await begin({ transferSilence: 80 })
    call.scriptTransfers(() => ({ reply: 202, notify: [] }))
    blind()
    expect((await phone.fact('transferFailed')).fact).toMatchObject({ sip: null })
    expect(call.state).toBe('answered')
  })

  it('that stays at ringing for ever counts as failed', async () => {
    await end()
    await begin({ transferFinal: 80 })
    call.scriptTransfers(() => ({ reply: 202, notify: [100, 180], unfinished: true }))
    blind()
    await phone.fact('transferFailed')
    expect(call.state).toBe('answered')
  })

  it('to something that can’t be dialled fails before anything is sent', async () => {
    blind('not a number')
    await phone.fact('transferFailed')
    expect(call.transfers).toEqual([])
  })

  it('without a connection fails at once', async () => {
    await practice.goDown()
    await phone.state((state) => state.state === 'offline')
    blind()
    await phone.fact('transferFailed')
    await practice.comeUp()
  })
})

describe('an attended transfer', () => {
  async function consulted(): Promise<CallFromAgent> {
    const next = practice.nextCall()
    phone.order({ kind: 'dial', call: 'consult', to: '602', from: id })
    const consult = await next
    await consult.answer()
    await phone.fact('answered', 'consult')
    return consult
  }

  const attended = () => phone.order({ kind: 'transferAttended', call: id, consult: 'consult' })

  it('names the consultation call and ends both', async () => {
    const consult = await consulted()
    call.scriptTransfers(() => ({ reply: 202, notify: [100, 200] }))
    const next = call.nextTransfer()
    attended()
    expect((await next).replaces).toMatchObject({ callId: consult.id, call: consult })
    expect((await phone.fact('transferStarted')).fact).toMatchObject({
      how: 'attended',
      to: '602',
      consult: 'consult',
    })
    expect((await phone.fact('ended', id)).fact).toMatchObject({ by: 'agent', cause: 'transferred' })
    expect((await phone.fact('ended', 'consult')).fact).toMatchObject({ cause: 'transferred' })
    expect(await call.ended()).toMatchObject({ how: 'bye' })
    expect(await consult.ended()).toMatchObject({ how: 'bye' })
  })

  it('counts the consultation call as transferred when its far end leaves first', async () => {
    const consult = await consulted()
    call.scriptTransfers(() => ({ reply: 202, notify: [100], unfinished: true }))
    attended()
    await phone.fact('transferProgress', id)
    await consult.hangUp()
    expect((await phone.fact('ended', 'consult')).fact).toMatchObject({ by: 'far', cause: 'transferred' })
  })

  it('that fails leaves both calls', async () => {
    const consult = await consulted()
    call.scriptTransfers(() => ({ reply: 202, notify: [100, 503] }))
    attended()
    await phone.fact('transferFailed', id)
    expect(call.state).toBe('answered')
    expect(consult.state).toBe('answered')
  })

  it('fails when the consultation call has ended', async () => {
    const consult = await consulted()
    await consult.hangUp()
    await phone.fact('ended', 'consult')
    attended()
    await phone.fact('transferFailed', id)
    expect(call.transfers).toEqual([])
  })
})

describe('a call that replaces one of ours', () => {
  it('is answered at once and ends the old one as transferred', async () => {
    const tags = await tagsOf()
    const fresh = practice.call({
      to: 'agent',
      from: '+4930999',
      headers: [`Replaces: ${call.id};to-tag=${tags.agent};from-tag=${tags.customer}`],
    })
    await fresh.answered()
    await phone.fact('answered', 'call-2')
    expect((await phone.fact('ended', id)).fact).toMatchObject({ by: 'far', cause: 'transferred' })
    expect(await call.ended()).toMatchObject({ how: 'bye' })
  })

  it('that doesn’t exist is refused and never offered', async () => {
    const stranger = practice.call({
      to: 'agent',
      from: '+4930999',
      headers: ['Replaces: nosuch@call;to-tag=a;from-tag=b'],
    })
    expect(await stranger.ended()).toMatchObject({ how: 'refused', code: 481 })
    expect(phone.facts.filter(({ fact }) => fact.kind === 'offered')).toHaveLength(1)
  })

  it('that has ended is declined', async () => {
    const tags = await tagsOf()
    await call.hangUp()
    await phone.fact('ended', id)
    const late = practice.call({
      to: 'agent',
      from: '+4930999',
      headers: [`Replaces: ${call.id};to-tag=${tags.agent};from-tag=${tags.customer}`],
    })
    expect(await late.ended()).toMatchObject({ how: 'refused', code: 603 })
  })

  it.each([
    ['only while it rings', (agent: string, customer: string) => [agent, `${customer};early-only`], 486],
    ['with the tags the wrong way round', (agent: string, customer: string) => [customer, agent], 481],
  ])('%s is refused, and the old one goes on', async (_what, tagged, code) => {
    const tags = await tagsOf()
    const [to, from] = tagged(tags.agent, tags.customer)
    const other = practice.call({
      to: 'agent',
      from: '+4930999',
      headers: [`Replaces: ${call.id};to-tag=${to};from-tag=${from}`],
    })
    expect(await other.ended()).toMatchObject({ how: 'refused', code })
    expect(phone.kinds(id)).not.toContain('ended')
    expect(call.state).toBe('answered')
  })

  /** The tags of the call's dialog, out of the next message in it. */
  async function tagsOf(): Promise<{ agent: string; customer: string }> {
    const seen = practice.nextMessage('out', /^INFO /)
    await call.send('INFO', { contentType: 'text/plain', body: 'x' })
    const text = await seen
    const tag = (name: string) => text.match(new RegExp(`^${name}:.*;tag=([^\\s;]+)`, 'm'))?.[1] ?? ''
    return { agent: tag('To'), customer: tag('From') }
  }
})
