import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTransactions, type Transactions } from './transactions.ts'

const TIMING = { t1: 500, t2: 4_000, t4: 5_000 }

const request = (
  method: string,
  branch: string,
  more: { via?: string; cseq?: string; ruri?: string } = {},
): string =>
  [
    `${method} ${more.ruri ?? 'sip:a@b.example'} SIP/2.0`,
    `Via: SIP/2.0/UDP ${more.via ?? '192.0.2.1:5060'};branch=${branch}`,
    'From: <sip:x@b.example>;tag=x',
    'To: <sip:a@b.example>',
    'Call-ID: c',
    `CSeq: 1 ${more.cseq ?? method}`,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n')

const response = (status: number, to: string): string =>
  to.replace(/^.*\r\n/, `SIP/2.0 ${status} Whatever\r\n`).replace(/^CSeq: (\d+) ACK/m, 'CSeq: $1 INVITE')

let sent: string[]
let layer: Transactions
const came = (message: string): boolean => layer.received(Buffer.from(message))
const times = (message: string): number => sent.filter((one) => one === message).length

beforeEach(() => {
  vi.useFakeTimers()
  sent = []
  layer = createTransactions(TIMING, (message) => sent.push(message))
})
afterEach(() => {
  layer.stop()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

describe('a request of ours', () => {
  const invite = request('INVITE', 'z9hG4bKi')
  const bye = request('BYE', 'z9hG4bKb')

  it('INVITE goes out after 0.5, 1.5, 3.5 … s, seven times within 32 s, then no more', () => {
    const at: number[] = []
    const begun = Date.now()
    const timed = createTransactions(TIMING, () => at.push(Date.now() - begun))
    timed.send(invite)
    vi.advanceTimersByTime(120_000)
    expect(at).toEqual([0, 500, 1_500, 3_500, 7_500, 15_500, 31_500])
  })

  it('any other goes out every 4 s at the latest, eleven times within 32 s', () => {
    const at: number[] = []
    const begun = Date.now()
    const timed = createTransactions(TIMING, () => at.push(Date.now() - begun))
    timed.send(bye)
    vi.advanceTimersByTime(120_000)
    expect(at).toEqual([0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500])
  })

  it('INVITE is silent from the first provisional answer on', () => {
    layer.send(invite)
    expect(came(response(100, invite))).toBe(true)
    vi.advanceTimersByTime(120_000)
    expect(times(invite)).toBe(1)
    expect(came(response(180, invite))).toBe(true)
  })

  it('any other goes on every 4 s after a provisional answer', () => {
    layer.send(bye)
    came(response(100, bye))
    vi.advanceTimersByTime(10_000)
    expect(times(bye)).toBe(4)
  })

  it('answered is answered: what comes again stays here', () => {
    layer.send(bye)
    expect(came(response(200, bye))).toBe(true)
    expect(came(response(200, bye))).toBe(false)
    vi.advanceTimersByTime(120_000)
    expect(times(bye)).toBe(1)
  })

  it('refused INVITE has its ACK repeated with each repetition of the refusal', () => {
    const ack = request('ACK', 'z9hG4bKi')
    layer.send(invite)
    expect(came(response(486, invite))).toBe(true)
    layer.send(ack)
    expect(came(response(486, invite))).toBe(false)
    expect(came(response(486, invite))).toBe(false)
    expect(times(ack)).toBe(3)
  })

  it('accepted INVITE hands every 2xx on: another branch of a fork may have said it', () => {
    layer.send(invite)
    expect(came(response(200, invite))).toBe(true)
    expect(came(response(200, invite))).toBe(true)
    vi.advanceTimersByTime(120_000)
    expect(times(invite)).toBe(1)
  })

  it('CANCEL has a transaction of its own beside that of its INVITE', () => {
    const cancel = request('CANCEL', 'z9hG4bKi')
    layer.send(invite)
    layer.send(cancel)
    came(response(200, cancel))
    vi.advanceTimersByTime(600)
    expect(times(cancel)).toBe(1)
    expect(times(invite)).toBe(2)
  })
})

describe('a request of theirs', () => {
  const invite = request('INVITE', 'z9hG4bKi')
  const ack = request('ACK', 'z9hG4bKi')
  const bye = request('BYE', 'z9hG4bKb')

  it('that comes again gets the same answer, and is handed on once', () => {
    expect(came(bye)).toBe(true)
    expect(came(bye)).toBe(false)
    layer.send(response(200, bye))
    expect(came(bye)).toBe(false)
    expect(times(response(200, bye))).toBe(2)
  })

  it('is forgotten 32 s after its answer', () => {
    came(bye)
    layer.send(response(200, bye))
    vi.advanceTimersByTime(31_900)
    expect(came(bye)).toBe(false)
    vi.advanceTimersByTime(200)
    expect(came(bye)).toBe(true)
  })

  it('INVITE that comes again gets the last provisional answer', () => {
    came(invite)
    layer.send(response(100, invite))
    layer.send(response(180, invite))
    came(invite)
    expect(sent.at(-1)).toBe(response(180, invite))
  })

  it('INVITE that is refused gets the refusal until its ACK, which is handed on once', () => {
    came(invite)
    layer.send(response(486, invite))
    vi.advanceTimersByTime(4_000)
    expect(times(response(486, invite))).toBe(4)
    expect(came(ack)).toBe(true)
    expect(came(ack)).toBe(false)
    expect(came(invite)).toBe(false)
    vi.advanceTimersByTime(60_000)
    expect(times(response(486, invite))).toBe(4)
  })

  it('INVITE that was never acknowledged gets the refusal for 32 s', () => {
    came(invite)
    layer.send(response(486, invite))
    vi.advanceTimersByTime(120_000)
    expect(times(response(486, invite))).toBe(11)
  })

  it('INVITE that was accepted is left to the layer above', () => {
    came(invite)
    layer.send(response(200, invite))
    expect(came(invite)).toBe(false)
    vi.advanceTimersByTime(60_000)
    expect(times(response(200, invite))).toBe(1)
    expect(came(request('ACK', 'z9hG4bKother'))).toBe(true)
  })

  it('is another one from another sender or of another method, whatever its branch', () => {
    expect(came(bye)).toBe(true)
    expect(came(request('BYE', 'z9hG4bKb', { via: '192.0.2.2:5060' }))).toBe(true)
    expect(came(request('INFO', 'z9hG4bKb'))).toBe(true)
    expect(came(request('CANCEL', 'z9hG4bKi'))).toBe(true)
    expect(came(invite)).toBe(true)
  })

  it('of RFC 2543, whose branch says nothing, is known by what else it carries', () => {
    const old = request('BYE', '1')
    expect(came(old)).toBe(true)
    expect(came(old)).toBe(false)
    layer.send(response(200, old))
    expect(came(old)).toBe(false)
    expect(times(response(200, old))).toBe(2)
    expect(came(old.replace('Call-ID: c', 'Call-ID: d'))).toBe(true)
  })

  it.each(['garbage', 'BYE sip:a SIP/2.0\r\n\r\n', '\r\n\r\n'])(
    'that belongs to no transaction is handed on: %j',
    (text) => {
      expect(came(text)).toBe(true)
      expect(came(text)).toBe(true)
    },
  )
})

/** Two ends whose messages are lost, doubled and overtaken as a schedule says. */
describe('between two ends', () => {
  const fate = fc.record({ lost: fc.boolean(), copies: fc.constantFrom(1, 1, 1, 2, 3), delay: fc.nat(3_000) })

  it.each(['INVITE', 'BYE'])('%s is heard once and answered once, whatever the network does', (method) => {
    fc.assert(
      fc.property(fc.array(fate, { maxLength: 5 }), fc.constantFrom(200, 486), (fates, status) => {
        const schedule = [...fates]
        let heard = 0
        let answered = 0
        const question = request(method, 'z9hG4bKq')
        const acknowledgement = request('ACK', status < 300 ? 'z9hG4bKa' : 'z9hG4bKq')
        const carry = (to: () => Transactions, above: (text: string) => void) => (text: string) => {
          const { lost, copies, delay } = schedule.shift() ?? { lost: false, copies: 1, delay: 5 }
          if (lost) return
          for (let copy = 0; copy < copies; copy += 1) {
            setTimeout(
              () => {
                if (to().received(Buffer.from(text))) above(text)
              },
              delay * (copy + 1),
            )
          }
        }
        // The layer above says 2xx to INVITE again until it hears the ACK, as SIP.js does.
        let again: NodeJS.Timeout | undefined
        const far: Transactions = createTransactions(
          TIMING,
          carry(
            () => near,
            (text) => {
              if (!text.startsWith('SIP/2.0 ')) return
              answered = Math.max(answered, 1)
              if (method !== 'INVITE') answered = text === response(status, question) ? answered : 99
              if (method === 'INVITE') near.send(acknowledgement)
            },
          ),
        )
        const near: Transactions = createTransactions(
          TIMING,
          carry(
            () => far,
            (text) => {
              if (text.startsWith('ACK')) clearInterval(again)
              if (!text.startsWith(method)) return
              heard += 1
              far.send(response(status, question))
              if (method === 'INVITE' && status < 300) {
                again = setInterval(() => far.send(response(status, question)), 2_000)
              }
            },
          ),
        )
        near.send(question)
        vi.advanceTimersByTime(31_000)
        expect({ heard, answered }).toEqual({ heard: 1, answered: 1 })
        clearInterval(again)
        near.stop()
        far.stop()
        vi.clearAllTimers()
      }),
    )
  })
})
