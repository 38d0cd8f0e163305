import { execFileSync } from 'node:child_process'
import { NAMESPACE } from '../../../tools/namespace.ts'

/** RFC 5737: addresses that are nobody's. */
export const HERE = '192.0.2.10'
export const THERE = '192.0.2.20'

/** The network between the phone and the line of these tests, which is the loopback of a namespace of their own. */
export type Network = {
  /** Which address of this computer leads to the line. The one before goes away, with whatever was bound to it. */
  readonly moveTo: (address: string) => void
  /** Packets of the phone's address are lost, each with this probability. */
  readonly lose: (probability: number) => void
  readonly mend: () => void
}

const run = (program: 'ip' | 'iptables', line: string): void => {
  execFileSync(program, line.split(' '), { stdio: ['ignore', 'ignore', 'pipe'] })
}

/** Takes over the namespace. Everything bound to `HERE` or `THERE` is the phone's; the line stays on 127.0.0.1. */
export function takeNetwork(): Network {
  if (process.env[NAMESPACE] === undefined) {
    throw new Error('These tests break the network: run them by `npm test -- network`, in one of their own')
  }
  let address: string | null = null
  run('ip', 'link set lo up')
  const mend = (): void => run('iptables', '-F INPUT')
  const moveTo = (next: string): void => {
    if (next === address) return
    run('ip', `addr replace ${next}/32 dev lo`)
    // A local address is a destination like others: the kernel takes the source that its route names.
    run('ip', `route replace local 127.0.0.1 dev lo src ${next} table local`)
    if (address !== null) run('ip', `addr del ${address}/32 dev lo`)
    address = next
  }
  moveTo(HERE)
  mend()
  return {
    moveTo,
    mend,
    // In INPUT: what OUTPUT drops the sender is told of, as no real network does.
    lose: (probability) => {
      mend()
      for (const side of ['-s', '-d']) {
        const chance = probability < 1 ? ` -m statistic --mode random --probability ${probability}` : ''
        run('iptables', `-A INPUT ${side} 192.0.2.0/24${chance} -j DROP`)
      }
    },
  }
}
