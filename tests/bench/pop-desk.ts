import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { startPracticeLine } from '../../src/practice/practice-line.ts'
import { root } from '../../tools/paths.ts'
import { madeUpNumber } from './made-up.ts'
import { run } from './run.ts'
import { benchUserData } from './user-data.ts'

/** Two of three calls come from a customer that is known; the third look-up has to go all its ways. */
const KNOWN = 3

type Painted = { readonly call: string; readonly at: number }

/** One running Offhook with the first so many made-up customers in a copy of `file`, and the line that calls it. */
export async function openPopDesk(file: string, customers: number, display: NodeJS.ProcessEnv) {
  const line = await startPracticeLine({ users: { agent: 'agent' }, media: 'none' })
  const userData = benchUserData({
    journal: null,
    customers: file,
    server: line.url,
    user: 'agent',
    domain: line.domain,
  })
  const offhook = await run(root, userData, { ...display, OFFHOOK_PASSWORD: 'agent' })
  await line.registered('agent')
  let sent = 0
  line.onMessage((direction, text) => {
    if (direction === 'out' && text.startsWith('INVITE ')) sent = performance.timeOrigin + performance.now()
  })
  const log = join(userData, 'logs', 'offhook.log')
  const painted = (): readonly Painted[] =>
    (existsSync(log) ? readFileSync(log, 'utf8') : '').split('\n').flatMap((row) => {
      const at = row.indexOf(' info pop {')
      return at < 0 ? [] : [JSON.parse(row.slice(at + ' info pop '.length)) as Painted]
    })
  let seen = 0
  /** Milliseconds from the INVITE that the peer sends to the card on the agent's screen. */
  const call = async (round: number): Promise<number> => {
    const from = madeUpNumber((round * 7_919) % customers)
    const invited = line.call({ to: 'agent', from: round % KNOWN === 0 ? `${from}9` : from })
    const deadline = performance.now() + 10_000
    while (painted().length <= seen) {
      if (performance.now() > deadline) throw new Error('no card was painted within 10 s')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    seen = painted().length
    const at = painted().at(-1)?.at ?? Number.NaN
    await invited.hangUp()
    // Five new calls a second are taken at most.
    await new Promise((resolve) => setTimeout(resolve, 220))
    return at - sent
  }
  const close = async (): Promise<void> => {
    await offhook.stop()
    await line.close()
    rmSync(userData, { recursive: true, force: true })
  }
  return { userData, call, close }
}
