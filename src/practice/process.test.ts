import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { createFixedLeg } from './media/fixed-leg.ts'
import type { FromPractice, ToPractice } from './process-protocol.ts'
import { startTestAgent, type TestAgent } from './test-agent.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
let child: ChildProcess | undefined
let agent: TestAgent | undefined

afterEach(async () => {
  await agent?.stop()
  agent = undefined
  if (child?.exitCode === null) child.kill('SIGKILL')
  child = undefined
})

type Of<T extends FromPractice['type']> = Extract<FromPractice, { type: T }>

/** The next message of a type; rejects with what the process says instead, or when it ends. */
function next<T extends FromPractice['type']>(from: ChildProcess, type: T): Promise<Of<T>> {
  return new Promise((resolve, reject) => {
    const settle = (run: () => void) => {
      from.off('message', look).off('exit', gone)
      run()
    }
    const gone = (code: number | null) => settle(() => reject(new Error(`The process ended with ${code}`)))
    const look = (message: unknown) => {
      const seen = message as FromPractice
      if (seen.type === type) settle(() => resolve(seen as Of<T>))
      else if (seen.type === 'failed') settle(() => reject(new Error(seen.message)))
    }
    from.on('message', look).on('exit', gone)
  })
}

// Starting a process takes a while on a busy machine.
describe('the practice process', { timeout: 30_000 }, () => {
  it('starts a line, places calls on demand, reports them, and stops', async () => {
    const practice = fork(main, { stdio: 'inherit' })
    child = practice
    const tell = (message: ToPractice) => practice.send(message)
    tell({ type: 'start', calls: false })
    const { url, addresses, domain, user, password } = await next(practice, 'ready')
    expect(addresses).toMatchObject({ websocket: url, udp: addresses.tcp })
    agent = await startTestAgent({ url, domain, user, password, createLeg: createFixedLeg })
    expect(await agent.register()).toBe(true)

    const called = next(practice, 'call')
    tell({ type: 'callMe' })
    const { id, caller, number } = await called
    expect(caller).toMatch(/\.$/)
    const invitation = await agent.nextInvitation()
    expect(invitation.remoteIdentity.uri.user).toBe(number)
    const measured = next(practice, 'measured')
    tell({ type: 'measure' })
    expect((await measured).calls).toMatchObject([{ id, number, held: false }])
    const ended = next(practice, 'ended')
    await invitation.reject({ statusCode: 486 })
    expect(await ended).toMatchObject({ id, end: { by: 'agent', code: 486 } })

    const pushed = next(practice, 'call')
    tell({ type: 'push' })
    expect((await pushed).caller).toMatch(/^The dialer calls .*, lead PL-\d+\.$/)
    const push = await agent.nextInvitation()
    expect(push.request.getHeader('x-lead-id')).toMatch(/^PL-\d+$/)
    await push.reject()

    const failed = next(practice, 'failed')
    tell({ type: 'callMe', number: '+999' })
    expect((await failed).message).toContain('+999')
    tell({ type: 'stop' })
    expect((await once(practice, 'exit'))[0]).toBe(0)
  })

  it('speaks JSON lines without a parent’s channel, and ends with its input', async () => {
    const practice = spawn(process.execPath, [main], { stdio: ['pipe', 'pipe', 'inherit'] })
    child = practice
    const lines = createInterface({ input: practice.stdout })
    practice.stdin.write('no JSON\n{"type":"start","user":"ada","password":"x"}\n')
    const [line] = await once(lines, 'line')
    expect(JSON.parse(line)).toMatchObject({ type: 'ready', user: 'ada', password: 'x' })
    practice.stdin.end()
    expect((await once(practice, 'exit'))[0]).toBe(0)
  })

  it('ends when its parent is gone', async () => {
    const practice = fork(main, { stdio: 'inherit' })
    child = practice
    practice.send({ type: 'start' } satisfies ToPractice)
    await next(practice, 'ready')
    practice.disconnect()
    expect((await once(practice, 'exit'))[0]).toBe(0)
  })
})
