import { expect, it } from 'vitest'
import type { TrackTaker } from './microphone.ts'
import { createMixer } from './mixer.ts'

const track = (name: string) => ({ id: name }) as MediaStreamTrack

function setUp(options: { readonly broken?: boolean } = {}) {
  const open = new Set<string>()
  const log: string[] = []
  const mixer = createMixer({
    mix: (tracks) => {
      if (options.broken) throw new Error('no context')
      const name = tracks.map(({ id }) => id).join('+')
      open.add(name)
      return { track: track(name), close: () => void open.delete(name) }
    },
    log: (message) => log.push(message),
  })
  const seat = (id: string) => {
    const sent: (string | null)[] = []
    const sender: TrackTaker = { replaceTrack: async (given) => void sent.push(given?.id ?? null) }
    const place = mixer.place(id)
    const microphone = place.taker(sender)
    return { ...place, microphone, sent, last: () => sent.at(-1) ?? null }
  }
  return { mixer, seat, open, log }
}

/** What was given up is closed when its successor is in place. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

async function twoCalls(options?: { readonly broken?: boolean }) {
  const parts = setUp(options)
  const [a, b] = [parts.seat('a'), parts.seat('b')]
  await a.microphone.replaceTrack(track('mic-a'))
  await b.microphone.replaceTrack(track('mic-b'))
  a.setHeard(track('ana'))
  b.setHeard(track('ken'))
  return { ...parts, a, b }
}

it('sends an ordinary call the microphone itself, and nothing of any other call', async () => {
  const { a, b, open } = await twoCalls()
  expect(a.sent).toEqual(['mic-a'])
  expect(b.sent).toEqual(['mic-b'])
  expect(open.size).toBe(0)
})

it('sends each of those mixed the microphone and every voice but its own', async () => {
  const { mixer, a, b, seat } = await twoCalls()
  const c = seat('c')
  await c.microphone.replaceTrack(track('mic-c'))
  c.setHeard(track('eva'))
  mixer.setMixed(['a', 'b', 'c'])
  expect([a.last(), b.last(), c.last()]).toEqual(['mic-a+ken+eva', 'mic-b+ana+eva', 'mic-c+ana+ken'])
  mixer.setMixed(['a', 'b'])
  expect([a.last(), b.last(), c.last()]).toEqual(['mic-a+ken', 'mic-b+ana', 'mic-c'])
})

it('gives the microphone back when the mix is over, and leaves nothing open', async () => {
  const { mixer, a, b, open } = await twoCalls()
  mixer.setMixed(['a', 'b'])
  mixer.setMixed([])
  await settled()
  expect([a.last(), b.last()]).toEqual(['mic-a', 'mic-b'])
  expect(open.size).toBe(0)
})

it('goes on mixing with another microphone', async () => {
  const { mixer, a, open } = await twoCalls()
  mixer.setMixed(['a', 'b'])
  await a.microphone.replaceTrack(track('headset-a'))
  expect(a.last()).toBe('headset-a+ken')
  expect(open.has('mic-a+ken')).toBe(false)
})

it('mixes who comes later, as after the window was replaced, and without a microphone that isn’t open yet', async () => {
  const { mixer, seat } = setUp()
  mixer.setMixed(['a', 'b'])
  const [a, b] = [seat('a'), seat('b')]
  a.setHeard(track('ana'))
  b.setHeard(track('ken'))
  expect([a.last(), b.last()]).toEqual(['ken', 'ana'])
  await a.microphone.replaceTrack(track('mic-a'))
  expect(a.last()).toBe('mic-a+ken')
})

it('sends the microphone alone to whoever is left', async () => {
  const { mixer, a, b, open } = await twoCalls()
  mixer.setMixed(['a', 'b'])
  b.leave()
  await settled()
  expect(a.last()).toBe('mic-a')
  expect(open.size).toBe(0)
})

it('sends nothing anew when nothing has changed', async () => {
  const { mixer, a } = await twoCalls()
  mixer.setMixed(['a', 'b'])
  const count = a.sent.length
  mixer.setMixed(['b', 'a'])
  expect(a.sent).toHaveLength(count)
})

it('keeps the agent heard where the voices can’t be mixed, and says so', async () => {
  const { mixer, a, log } = await twoCalls({ broken: true })
  mixer.setMixed(['a', 'b'])
  expect(a.last()).toBe('mic-a')
  expect(log[0]).toContain('no context')
})
