import { createSocket, type Socket } from 'node:dgram'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LineAccount } from '../../src/main/sip/line.ts'
import { type DirectPeer, directCall, startDirectPeer } from '../../src/main/sip/testing/direct-peer.ts'
import { type LineUnderTest, lineUnderTest } from '../../src/main/sip/testing/line-under-test.ts'
import { until } from '../../src/main/sip/testing/until.ts'
import { OWN, RFC4475 } from './all.ts'
import { fits } from './ways.ts'

/** Loopback has more than one address. */
const attacker = '127.0.0.3'
const everything = [...RFC4475, ...OWN].filter((one) => fits('udp', one)).map(({ message }) => message)

let phone: LineUnderTest
let peer: DirectPeer
let port = 0

async function listening(direct: Partial<LineAccount['direct']>): Promise<void> {
  phone = lineUnderTest({ t1: 20, t2: 40, pong: 500 })
  phone.start(
    {
      server: '',
      transport: 'auto',
      domain: '',
      registers: false,
      direct: { from: 'anybody', addresses: [], port: 0, ...direct },
    },
    '',
  )
  port = Number((await phone.registered()).detail.match(/\d+/)?.[0])
}

async function throwDatagrams(): Promise<readonly string[]> {
  const heard: string[] = []
  const socket: Socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, attacker, resolve))
  socket.on('message', (bytes) => heard.push(String(bytes)))
  for (const message of everything) {
    await new Promise<void>((resolve, reject) => {
      socket.send(message, port, '127.0.0.1', (error) => (error ? reject(error) : resolve()))
    })
  }
  return heard
}

/** Each by a connection of its own, as the first one that isn't let in costs it. */
async function throwConnections(): Promise<void> {
  for (const message of everything) {
    await new Promise<void>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', localAddress: attacker })
      socket.on('error', () => {})
      socket.on('close', () => resolve())
      socket.resume()
      socket.end(message)
    })
  }
}

/** A call after a flood has to wait its turn: the caller tries again. */
async function stillRings(user: string): Promise<void> {
  const tried = new Set<string>()
  const { call, id } = await until(() => {
    const { id: next, request } = directCall(peer, 'udp', port, { user })
    tried.add(next)
    peer.send(request('INVITE'), port)
    for (const { call: offered, fact } of phone.facts) {
      if (fact.kind === 'offered' && tried.has(fact.sipCallId)) return { call: offered, id: fact.sipCallId }
    }
    throw new Error(phone.logs.slice(-20).join('\n'))
  })
  phone.order({ kind: 'ring', call })
  await peer.heard(/^SIP\/2\.0 180 /, id)
}

beforeEach(async () => {
  peer = await startDirectPeer('udp')
})
afterEach(async () => {
  await phone.line.stop()
  await peer.close()
})

describe('everything that is hard to read or wrong, thrown at the port of direct calls', () => {
  it('by a stranger: none gets in for nobody here, and others still ring', async () => {
    await listening({ from: 'anybody' })
    const heard = await throwDatagrams()
    await throwConnections()
    await stillRings('agent')
    const offered = phone.facts.filter(({ fact }) => fact.kind === 'offered')
    // Three calls of one address at once, whatever they say.
    expect(offered.length).toBeLessThanOrEqual(6)
    expect(heard.filter((text) => /^SIP\/2\.0 (?:405|416|420|481|501|505)/.test(text))).toEqual([])
  })

  it('where others are named: not a word', async () => {
    await listening({ from: 'named', addresses: ['127.0.0.1'] })
    const heard = await throwDatagrams()
    await throwConnections()
    await stillRings('anybody-at-all')
    expect(heard).toEqual([])
    const callers = phone.facts.flatMap(({ fact }) => (fact.kind === 'offered' ? [fact.party.number] : []))
    expect(new Set(callers)).toEqual(new Set([`carol@${peer.at}`]))
  })

  it('by somebody who is named: others still ring', async () => {
    await listening({ from: 'named', addresses: [attacker, '127.0.0.1'] })
    await throwDatagrams()
    await throwConnections()
    await stillRings('agent')
  })
})
