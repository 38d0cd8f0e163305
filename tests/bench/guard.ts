import { performance } from 'node:perf_hooks'
import { PRACTICE_DOMAIN } from '../../src/domain/line.ts'
import { guard } from '../../src/main/sip/message/guard.ts'
import { inviteTo } from './invite.ts'
import { type Bench, type Measurement, median } from './measurement.ts'

const ROUNDS = 30
const MOST = 5
const BYTES = 5_000_000

const filled = (unit: string): string => unit.repeat(Math.ceil(BYTES / unit.length))

/** Five million bytes in each place where they can stand. */
const MESSAGES: Readonly<Record<string, string>> = {
  'one header': filled('x'),
  'escapes in a header': filled('%20'),
  'many headers': filled('x\r\nX-Header: '),
  folds: filled('x\r\n '),
  quotes: filled('"\\"'),
  'a body': `\r\n\r\n${filled('a=x\r\n')}`,
}

const context = {
  domain: PRACTICE_DOMAIN,
  us: () => ({ account: 'product', contact: 'product', host: 'product.invalid' }),
  mayCall: () => true,
}

function cost(message: Buffer): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const begun = performance.now()
    guard(message, context)
    return performance.now() - begun
  })
  return median(times)
}

async function measure(): Promise<readonly Measurement[]> {
  const invite = inviteTo('product', 'guard', '192.0.2.1:5060')
  const costs = Object.entries(MESSAGES).map(([what, filling]) => {
    const message = Buffer.from(invite.replace('CSeq:', `Subject: ${filling}\r\nCSeq:`))
    return { what, ms: cost(message) }
  })
  const worst = costs.reduce((one, other) => (other.ms > one.ms ? other : one))
  return [
    {
      id: 'guard',
      what: `a message of 5 MB, at worst (${worst.what})`,
      value: worst.ms,
      unit: 'ms',
      against: `${MOST} ms; ${costs.map(({ what, ms }) => `${what} ${ms.toFixed(2)}`).join(', ')}`,
      ratio: worst.ms / MOST,
      target: '≤ 1',
      holds: worst.ms <= MOST,
    },
  ]
}

export const guardBench: Bench = { ids: ['guard'], measure }
