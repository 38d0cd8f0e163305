import { afterEach, beforeEach } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../../src/practice/practice-line.ts'
import {
  newFolder,
  PASSWORD,
  type Phone,
  removeFolder,
  signIn,
  startPhone,
  USER,
} from '../../faults/harness/phone.ts'
import { type Network, takeNetwork } from './network.ts'

export type Bench = {
  readonly network: () => Network
  readonly line: () => PracticeLine
  readonly phone: () => Phone
  readonly signInOver: (transport: 'websocket' | 'udp' | 'tcp') => Promise<void>
}

/** For each test a fresh phone and a line that it can reach in every way, over a network that is the tests' own. */
export function useBench(): Bench {
  let network: Network
  let line: PracticeLine
  let phone: Phone

  beforeEach(async () => {
    network = takeNetwork()
    line = await startPracticeLine({
      users: { [USER]: PASSWORD },
      transports: { websocket: true, udp: true, tcp: true },
    })
    phone = await startPhone(newFolder())
  })

  afterEach(async () => {
    network.mend()
    await phone.electron.quit()
    await line.close()
    network.release()
    removeFolder(phone.userData)
  })

  return {
    network: () => network,
    line: () => line,
    phone: () => phone,
    signInOver: (transport) => {
      if (transport === 'websocket') network.closeLoopback()
      const server = transport === 'websocket' ? line.url : (line.addresses[transport] ?? '')
      return signIn(phone, line, { transport, server })
    },
  }
}
