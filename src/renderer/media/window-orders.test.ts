import { describe, expect, it, vi } from 'vitest'
import type { MediaOrder, MediaReport } from '../../contract/media.ts'
import type { DeviceChoice } from './choose-devices.ts'
import { Failure } from './failure.ts'
import type { Peer } from './peer.ts'
import { createWindowOrders } from './window-orders.ts'

const device = (id: string): DeviceChoice => ({ id, device: { id, label: id } })

function setUp() {
  const done: string[] = []
  const reports: Extract<MediaReport, { kind: 'done' }>[] = []
  let finishOffer: (sdp: string) => void = () => {}
  const fakePeer = ({ peer: id }: { readonly peer: string }): Peer => {
    const note = (what: string): void => void done.push(`${id} ${what}`)
    return {
      createOffer: ({ hold }) => {
        note(`offer${hold ? ' on hold' : ''}`)
        return new Promise((resolve) => {
          finishOffer = resolve
        })
      },
      createAnswer: async () => {
        note('answer')
        return 'the answer'
      },
      setRemote: async (type, sdp) => {
        note(`remote ${type}`)
        if (sdp === 'nonsense') throw new Failure('badSdp', 'line 1')
      },
      rollback: async () => note('rollback'),
      setMicrophone: (on) => note(`microphone ${on}`),
      setHear: (on) => note(`hear ${on}`),
      tones: (tones) => note(`tones ${tones}`),
      setSink: (sink) => note(`sink ${sink}`),
      close: () => note('close'),
    }
  }
  const orders = createWindowOrders({
    openPeer: fakePeer,
    setMixed: (peers) => void done.push(`mix ${peers.join()}`),
    signals: {
      play: (sound, sink) => void done.push(`${sound} on ${sink}`),
      playFor: (sound, sink, seconds) => void done.push(`${sound} on ${sink} for ${seconds} s`),
      moveTo: (sinkOf) => void done.push(`sounds to ${sinkOf('ring')} and ${sinkOf('busy')}`),
    },
    choices: () => ({
      microphone: device('microphone'),
      speaker: device('headset'),
      ringer: device('desk'),
    }),
    prefer: ({ ringer }) => void done.push(`prefer ${ringer?.id}`),
    report: (report) => {
      if (report.kind === 'done') reports.push(report)
    },
  })
  let count = 0
  return {
    orders,
    done,
    reports,
    give: (body: MediaOrder): number => {
      count += 1
      orders.carryOut({ order: count, body })
      return count
    },
    answerTo: (order: number) =>
      vi.waitFor(() => {
        const found = reports.find((report) => report.order === order)
        expect(found).toBeDefined()
        return found?.result
      }),
    finishOffer: (sdp: string) => finishOffer(sdp),
  }
}

const peer = 'c1.1'
const open: MediaOrder = { kind: 'open', peer, iceServers: [], path: 'network' }

describe('the orders of a peer', () => {
  it('about descriptions wait for each other; switches and tones do not wait', async () => {
    const { give, done, answerTo, finishOffer } = setUp()
    give(open)
    const offer = give({ kind: 'createOffer', peer, iceRestart: false, hold: true, outside: false })
    const remote = give({ kind: 'setRemote', peer, type: 'answer', sdp: 'v=0' })
    give({ kind: 'microphone', peer, on: false })
    const tones = give({ kind: 'tones', peer, tones: '1', duration: 160, gap: 70 })
    expect(await answerTo(tones)).toEqual({ ok: true, sdp: null })
    expect(done).toEqual(['c1.1 microphone false', 'c1.1 tones 1', 'c1.1 offer on hold'])
    finishOffer('the offer')
    expect(await answerTo(offer)).toEqual({ ok: true, sdp: 'the offer' })
    expect(await answerTo(remote)).toEqual({ ok: true, sdp: null })
    expect(done.at(-1)).toBe('c1.1 remote answer')
  })

  it('are each answered once, with the reason where they fail', async () => {
    const { give, answerTo, reports } = setUp()
    give(open)
    const bad = give({ kind: 'setRemote', peer, type: 'offer', sdp: 'nonsense' })
    expect(await answerTo(bad)).toEqual({ ok: false, reason: 'badSdp', detail: 'line 1' })
    const again = give(open)
    expect(await answerTo(again)).toMatchObject({ ok: false, reason: 'failed' })
    const unknown = give({ kind: 'rollback', peer: 'c9.1' })
    expect(await answerTo(unknown)).toEqual({ ok: false, reason: 'noSuchPeer', detail: 'c9.1' })
    expect(reports.map(({ order }) => order).toSorted()).toEqual([1, 2, 3, 4])
  })

  it('end with its close', async () => {
    const { give, answerTo, done } = setUp()
    give(open)
    give({ kind: 'close', peer })
    const late = give({ kind: 'hear', peer, on: true })
    expect(await answerTo(late)).toMatchObject({ ok: false, reason: 'noSuchPeer' })
    expect(done).toEqual(['c1.1 close'])
  })
})

describe('the sounds', () => {
  it('come out where they belong: the ring on the desk, all others in the ear', () => {
    const { give, done } = setUp()
    for (const sound of ['ring', 'ringback', 'busy', 'waiting', 'none'] as const)
      give({ kind: 'signal', sound })
    expect(done).toEqual([
      'ring on desk',
      'ringback on headset',
      'busy on headset',
      'waiting on headset',
      'none on headset',
    ])
  })

  it('zip once in the ear when a call was answered for the agent', () => {
    const { give, done } = setUp()
    give({ kind: 'zip' })
    expect(done).toEqual(['zip on headset for 0.5 s'])
  })

  it('are tried for two seconds, unless it rings anyway', () => {
    const { give, done } = setUp()
    give({ kind: 'testRing' })
    give({ kind: 'signal', sound: 'ring' })
    give({ kind: 'testRing' })
    expect(done).toEqual(['ring on desk for 2 s', 'ring on desk'])
  })
})

describe('other devices', () => {
  it('are wished for by main, and taken by all that sounds', () => {
    const { give, orders, done } = setUp()
    give({ kind: 'devices', microphone: null, speaker: null, ringer: { id: 'desk', label: 'Desk' } })
    give(open)
    orders.devicesChanged()
    expect(done).toEqual(['prefer desk', 'sounds to desk and headset', 'c1.1 sink headset'])
  })
})
