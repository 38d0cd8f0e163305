import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../practice/practice-line.ts'
import { type LineUnderTest, lineUnderTest } from './testing/line-under-test.ts'
import { until } from './testing/until.ts'

let practice: PracticeLine
let phone: LineUnderTest
let subscribes: string[]

beforeEach(async () => {
  practice = await startPracticeLine({
    users: { agent: 'secret' },
    media: 'none',
    colleagues: ['201', '202', '203'],
  })
  phone = lineUnderTest()
  subscribes = []
  practice.onMessage((direction, text) => {
    if (direction === 'in' && /^SUBSCRIBE [\s\S]*^Event: dialog\r$/m.test(text)) subscribes.push(text)
  })
})

afterEach(async () => {
  await phone.line.stop()
  await practice.close()
})

const stateOf = (extension: string) => phone.lamps.get(extension)?.state
const of = (extension: string) => subscribes.filter((text) => text.includes(`To: <sip:${extension}@`))

async function watching(...extensions: string[]) {
  phone.line.watch(extensions)
  phone.start({ server: practice.url })
  await until(() => expect(extensions.map(stateOf)).toEqual(extensions.map(() => 'free')))
}

describe('a colleague’s phone', () => {
  it('is watched after the registration, and its lamp follows it', async () => {
    await watching('201', '202')
    expect(subscribes[0]).toContain('SUBSCRIBE sip:201@practice.example SIP/2.0')
    expect(subscribes[0]).toMatch(/^Accept: application\/dialog-info\+xml\r$/m)
    practice.colleague('201', { state: 'ringing', from: '+12025550143', displayName: 'Ada <Byron>' })
    await until(() => expect(stateOf('201')).toBe('ringing'))
    expect(phone.lamps.get('201')).toMatchObject({
      caller: { number: '+12025550143', displayName: 'Ada <Byron>' },
      dialog: { remote: 'sip:+12025550143@practice.example' },
    })
    practice.colleague('201', { state: 'busy' })
    await until(() => expect(stateOf('201')).toBe('busy'))
    practice.colleague('201', { state: 'free' })
    await until(() => expect(stateOf('201')).toBe('free'))
    expect(stateOf('202')).toBe('free')
  })

  it.each([404, 403, 489, 603])('that the server answers with %i is not asked for again', async (code) => {
    practice.scriptWatching({ code })
    phone.line.watch(['201'])
    phone.start({ server: practice.url })
    await until(() => expect(phone.lamps.get('201')).toMatchObject({ state: 'notOffered', sip: { code } }))
    expect(phone.logs.join()).toContain('not subscribed to the phone of 201')
    expect(subscribes).toHaveLength(1)
    expect(phone.states.at(-1)?.state).toBe('registered')
  })

  it('that can’t be watched just now is asked for again, until it can', async () => {
    practice.scriptWatching({ code: 503 })
    phone.line.watch(['201'])
    phone.start({ server: practice.url })
    await until(() => expect(subscribes.length).toBeGreaterThan(1))
    expect(stateOf('201') ?? 'unknown').toBe('unknown')
    practice.scriptWatching(undefined)
    await phone.line.stop()
    phone = lineUnderTest({ retries: [1, 1, 1], subscribeRest: 20 })
    practice.scriptWatching({ code: 480 })
    subscribes = []
    phone.line.watch(['201'])
    phone.start({ server: practice.url })
    await until(() => expect(subscribes.length).toBeGreaterThan(5))
    practice.scriptWatching(undefined)
    await until(() => expect(stateOf('201')).toBe('free'))
  })

  it('is asked for again no sooner than Retry-After says', async () => {
    practice.scriptWatching({ code: 503, headers: ['Retry-After: 3600'] })
    phone.line.watch(['201', '202'])
    phone.start({ server: practice.url })
    await until(() => expect(subscribes).toHaveLength(2))
    practice.scriptWatching(undefined)
    practice.closeConnections()
    // A new connection begins anew.
    await until(() => expect([stateOf('201'), stateOf('202')]).toEqual(['free', 'free']))
    expect(of('201')).toHaveLength(2)
  })

  it('is refreshed in its subscription before that runs out', async () => {
    practice.scriptWatching({ expires: 1 })
    phone = lineUnderTest({ shortestExpires: 0.05 })
    await watching('201')
    await until(() => expect(subscribes.length).toBeGreaterThan(1))
    expect(subscribes[1]?.match(/^Call-ID: .*$/m)?.[0]).toBe(subscribes[0]?.match(/^Call-ID: .*$/m)?.[0])
  })

  it('is unknown while the connection is lost, and watched anew afterwards', async () => {
    await watching('201')
    practice.colleague('201', { state: 'busy' })
    await until(() => expect(stateOf('201')).toBe('busy'))
    const heard: (string | undefined)[] = []
    await practice.goDown()
    await until(() => {
      heard.push(stateOf('201'))
      expect(stateOf('201')).toBe('unknown')
    })
    await practice.comeUp()
    await until(() => expect(stateOf('201')).toBe('busy'))
    expect(subscribes).toHaveLength(2)
  })

  it('is no longer watched once it isn’t wanted, or the line has stopped', async () => {
    await watching('201', '202')
    phone.line.watch(['202', '203'])
    await until(() => expect([stateOf('201'), stateOf('203')]).toEqual(['unknown', 'free']))
    await until(() => expect(of('201').at(-1)).toMatch(/^Expires: 0\r$/m))
    await phone.line.stop()
    expect(stateOf('202')).toBe('unknown')
    expect(of('202').at(-1)).toMatch(/^Expires: 0\r$/m)
  })

  it('can’t be spoken for by a notice that came late, or that isn’t one', async () => {
    await watching('201')
    practice.tamper((direction, text) =>
      direction === 'out' ? text.replace(/ version="1"/, ' version="9"') : text,
    )
    practice.colleague('201', { state: 'busy' })
    await until(() => expect(stateOf('201')).toBe('busy'))
    const answered = () => practice.nextMessage('in', /^SIP\/2\.0 200 [\s\S]*NOTIFY/)
    let next = answered()
    practice.colleague('201', { state: 'free' })
    await next
    expect(stateOf('201')).toBe('busy')
    practice.tamper((direction, text) =>
      direction === 'out' ? text.replace('application/dialog-info+xml', 'text/plain') : text,
    )
    next = answered()
    practice.colleague('201', { state: 'free' })
    await next
    expect(stateOf('201')).toBe('busy')
  })

  it('is asked for as a whole when a part of what it told was lost', async () => {
    await watching('201')
    practice.tamper((direction, text) =>
      direction === 'out' && text.startsWith('NOTIFY')
        ? text.replace(/version="1" state="full" /, 'version="7" state=\'partial\'')
        : text,
    )
    practice.colleague('201', { state: 'busy' })
    await until(() => expect(subscribes).toHaveLength(2))
    expect(subscribes[1]).toMatch(/^To: .*;tag=/m)
    expect(stateOf('201')).toBe('busy')
  })
})

it('more than sixty are not watched, and they are asked for one after the other', async () => {
  const extensions = Array.from({ length: 70 }, (_, index) => `3${index + 10}`)
  phone = lineUnderTest({ subscribeGap: 2 })
  await phone.line.stop()
  await practice.close()
  practice = await startPracticeLine({ users: { agent: 'secret' }, media: 'none', colleagues: extensions })
  phone.line.watch(extensions)
  phone.start({ server: practice.url })
  await until(() =>
    expect([...phone.lamps.values()].filter(({ state }) => state === 'free')).toHaveLength(60),
  )
  expect(stateOf('379')).toBeUndefined()
})
