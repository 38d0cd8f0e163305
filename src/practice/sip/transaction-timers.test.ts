import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTransactionTimers, type TransactionTimers } from './transaction-timers.ts'

let sent: string[]
let timers: TransactionTimers

beforeEach(() => {
  vi.useFakeTimers()
  begin()
})

afterEach(() => {
  vi.useRealTimers()
})

function begin(options: Parameters<typeof createTransactionTimers>[1] = {}): void {
  sent = []
  timers = createTransactionTimers(async (text) => void sent.push(text), options)
}

function message(first: string, method: string, branch = 'z9hG4bKa'): string {
  return `${first}\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=${branch}\r\nCSeq: 1 ${method}\r\n\r\n`
}

const request = (method: string, branch?: string) => message(`${method} sip:a@b SIP/2.0`, method, branch)
const response = (code: number, method: string, branch?: string) =>
  message(`SIP/2.0 ${code} Some`, method, branch)

/** Milliseconds after which something was sent again. */
async function repetitions(within: number): Promise<number[]> {
  const times: number[] = []
  for (let at = 100; at <= within; at += 100) {
    const before = sent.length
    await vi.advanceTimersByTimeAsync(100)
    if (sent.length > before) times.push(at)
  }
  return times
}

describe('a request of ours', () => {
  it('is sent again after 0.5, 1, 2, 4 … s when it is an INVITE, and given up after 32 s', async () => {
    await timers.send(request('INVITE'))
    expect(await repetitions(60_000)).toEqual([500, 1_500, 3_500, 7_500, 15_500, 31_500])
  })

  it('is sent again every 4 s at most when it is another one', async () => {
    await timers.send(request('BYE'))
    expect((await repetitions(60_000)).slice(0, 6)).toEqual([500, 1_500, 3_500, 7_500, 11_500, 15_500])
    expect(sent).toHaveLength(11)
  })

  it('is done with once it is answered: an INVITE by anything, another one by a final response', async () => {
    await timers.send(request('INVITE', 'z9hG4bKi'))
    await timers.send(request('INFO', 'z9hG4bKo'))
    expect(timers.receive(response(100, 'INVITE', 'z9hG4bKi'))).toBe(true)
    expect(timers.receive(response(100, 'INFO', 'z9hG4bKo'))).toBe(true)
    expect(await repetitions(600)).toEqual([500])
    expect(sent.at(-1)).toMatch(/^INFO/)
    expect(timers.receive(response(200, 'INFO', 'z9hG4bKo'))).toBe(true)
    expect(await repetitions(10_000)).toEqual([])
  })

  it('acknowledges its refusal as often as it comes, and passes it on once', async () => {
    await timers.send(request('INVITE'))
    expect(timers.receive(response(486, 'INVITE'))).toBe(true)
    await timers.send(request('ACK'))
    expect(timers.receive(response(486, 'INVITE'))).toBe(false)
    expect(sent.filter((text) => text.startsWith('ACK'))).toHaveLength(2)
  })

  it('leaves a 2xx that comes again to the dialog', async () => {
    await timers.send(request('INVITE'))
    expect([1, 2].map(() => timers.receive(response(200, 'INVITE')))).toEqual([true, true])
  })

  it('is sent once when told to', async () => {
    begin({ repeat: false })
    await timers.send(request('INVITE'))
    expect(await repetitions(60_000)).toEqual([])
  })
})

describe('a request of theirs', () => {
  it('that comes twice is passed on once, and gets the last answer again', async () => {
    expect(timers.receive(request('INVITE'))).toBe(true)
    expect(timers.receive(request('INVITE'))).toBe(false)
    expect(sent).toEqual([])
    await timers.send(response(100, 'INVITE'))
    await timers.send(response(180, 'INVITE'))
    timers.receive(request('INVITE'))
    expect(sent).toEqual([response(100, 'INVITE'), response(180, 'INVITE'), response(180, 'INVITE')])
  })

  it('is refused again and again until the ACK', async () => {
    timers.receive(request('INVITE'))
    await timers.send(response(486, 'INVITE'))
    expect(await repetitions(8_000)).toEqual([500, 1_500, 3_500, 7_500])
    expect(timers.receive(request('ACK'))).toBe(true)
    expect(await repetitions(60_000)).toEqual([])
  })

  it('is told apart from its CANCEL, and from one without a branch', () => {
    expect(['INVITE', 'CANCEL'].map((method) => timers.receive(request(method)))).toEqual([true, true])
    expect([1, 2].map(() => timers.receive(request('BYE', '')))).toEqual([true, true])
  })

  it('is forgotten in the end', async () => {
    timers.receive(request('OPTIONS'))
    await vi.advanceTimersByTimeAsync(65_000)
    expect(timers.receive(request('OPTIONS'))).toBe(true)
    expect(vi.getTimerCount()).toBe(1)
    timers.stop()
    expect(vi.getTimerCount()).toBe(0)
  })
})
