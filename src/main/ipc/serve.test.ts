import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Contract, command, reply } from '../../contract/boundary.ts'
import { checkSender, type SenderEvent } from './sender.ts'
import { type IpcEndpoint, serve } from './serve.ts'

const contract = {
  'count.add': command(z.object({ by: z.number().int() }), reply<number>()),
  'count.fail': command(z.null(), reply<number>()),
  'count.forget': command(z.null(), reply<number>()),
} as const satisfies Contract

const ownPage: SenderEvent = { senderFrame: { url: 'app://agent/index.html', parent: null } }

function setUp() {
  const handlers = new Map<string, (event: SenderEvent, input: unknown) => unknown>()
  const endpoint: IpcEndpoint = {
    handle: (channel, listener) => void handlers.set(channel, listener),
    removeHandler: (channel) => void handlers.delete(channel),
  }
  const log: string[] = []
  let count = 0
  const stop = serve(
    contract,
    {
      'count.add': ({ by }) => {
        count += by
        return count
      },
      'count.fail': () => {
        throw new Error('a bug')
      },
      // A handler that was written without types: nothing may come back as `undefined`.
      'count.forget': () => undefined as unknown as number,
    },
    endpoint,
    { host: 'agent', log: (level, message) => log.push(`${level} ${message}`) },
  )
  const ask = async (name: string, input: unknown, event = ownPage): Promise<unknown> =>
    handlers.get(name)?.(event, input)
  return { ask, handlers, log, stop, count: () => count }
}

describe('a served contract', () => {
  it('answers the page of its window', async () => {
    expect(await setUp().ask('count.add', { by: 2 })).toBe(2)
  })

  it.each([
    ['another page', { url: 'https://example.com/', parent: null }],
    ['another window of ours', { url: 'app://media/index.html', parent: null }],
    ['a host that begins alike', { url: 'app://agent.example.com/', parent: null }],
    ['a frame inside the page', { url: 'app://agent/index.html', parent: {} }],
    ['a page of no origin', { url: 'data:text/html,hello', parent: null }],
    ['what is no address', { url: '', parent: null }],
    ['a frame that is gone', null],
  ])('refuses %s', async (_who, senderFrame) => {
    const { ask, log, count } = setUp()
    expect(await ask('count.add', { by: 2 }, { senderFrame })).toEqual({ ok: false, reason: 'notAllowed' })
    expect(count()).toBe(0)
    expect(log).toHaveLength(1)
  })

  it.each([[undefined], [null], [{ by: 'two' }], [{ by: 1.5 }], [[]]])(
    'refuses the input %j before any handler sees it',
    async (input) => {
      const { ask, count } = setUp()
      expect(await ask('count.add', input)).toEqual({ ok: false, reason: 'badInput' })
      expect(count()).toBe(0)
    },
  )

  it('does not log what was refused', async () => {
    const { ask, log } = setUp()
    await ask('count.add', { by: 'secret' })
    expect(log.join()).toContain('by: invalid_type')
    expect(log.join()).not.toContain('secret')
  })

  it('says that it failed when a handler throws or gives nothing', async () => {
    const { ask, log } = setUp()
    expect(await ask('count.fail', null)).toEqual({ ok: false, reason: 'failed' })
    expect(await ask('count.forget', null)).toEqual({ ok: false, reason: 'failed' })
    expect(log.join('\n')).toContain('a bug')
  })

  it('takes all its handlers away again', () => {
    const { handlers, stop } = setUp()
    expect(handlers.size).toBe(3)
    stop()
    expect(handlers.size).toBe(0)
  })
})

describe('the sender of a message', () => {
  it.each([
    ['app://agent/', true, true],
    ['app://agent/index.html#/history', true, true],
    ['app://agent/', false, false],
    ['app://AGENT/', true, false],
    ['app://agent@media/', true, false],
    ['app://media@agent/', true, false],
    ['app:agent', true, false],
    ['file:///agent', true, false],
    ['http://agent/', true, false],
    ['about:blank', true, false],
  ])('%s as main frame: %s is taken: %s', (url, isMainFrame, taken) => {
    expect(checkSender(url, isMainFrame, 'agent')).toBe(taken)
  })
})
