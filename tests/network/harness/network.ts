import { execFileSync } from 'node:child_process'
import { NAMESPACE } from '../../../tools/namespace.ts'

/** RFC 5737: addresses that are nobody's. */
export const HERE = '192.0.2.10'
export const THERE = '192.0.2.20'

const LINE = '127.0.0.1'
/** The phone's network card, and the other end of its cable. WebRTC takes addresses from cards only, never from `lo`. */
/** Those that the kernel gives to whoever asks for none, and servers of tests never have (`interop/servers/ports.ts`). */
const CHROMIUM_PORTS = '32768:60999'
const CARD = 'phone0'
const SOCKET = 'wall0'

/** The network between the phone and the line of these tests, which is a namespace of their own. */
export type Network = {
  /** Which address of this computer leads to the line. The one before goes away, with whatever was bound to it. */
  readonly moveTo: (address: string) => void
  /** The phone has no address and no way to the line any more, until it moves to one. */
  readonly leave: () => void
  /** Packets of the phone's address are lost, each with this probability. */
  readonly lose: (probability: number) => void
  /**
   * Media find no line by loopback, as on every other computer; `ports`: only those, where servers talk to each other by
   * it. A plain call's relay lives on it.
   */
  readonly closeLoopback: (ports?: readonly [number, number]) => void
  readonly mend: () => void
  /** Takes the phone's addresses away for good. */
  readonly release: () => void
}

const run = (program: 'ip' | 'iptables', line: string): void => {
  execFileSync(program, line.split(' '), { stdio: ['ignore', 'ignore', 'pipe'] })
}

const works = (program: 'ip' | 'iptables', line: string): boolean => {
  try {
    run(program, line)
    return true
  } catch {
    return false
  }
}

/** What stays as it is for all the tests of a run. */
function prepare(): void {
  run('ip', 'link set lo up')
  if (works('ip', `link show ${CARD}`)) return
  run('ip', `link add ${CARD} type veth peer name ${SOCKET}`)
  run('ip', `link set ${CARD} up`)
  run('ip', `link set ${SOCKET} up`)
  // The local table is asked first unless it is moved; what is bound to the loopback itself is the line's and the tests'.
  run('ip', `rule add pref 10 from ${LINE} lookup local`)
  run('ip', 'rule add pref 20 lookup local')
  run('ip', 'rule del pref 0')
}

/** Takes over the namespace. Everything bound to `HERE` or `THERE` is the phone's; the line stays on 127.0.0.1. */
export function takeNetwork(): Network {
  if (process.env[NAMESPACE] === undefined) {
    throw new Error('These tests break the network: run them by `npm test -- network`, in one of their own')
  }
  let address: string | null = null
  prepare()
  const away = `pref 15 to ${LINE} unreachable`
  const mend = (): void => run('iptables', '-F INPUT')
  const forget = (gone: string | null): void => {
    if (gone !== null) run('ip', `addr del ${gone}/32 dev ${CARD}`)
  }
  const moveTo = (next: string): void => {
    if (next === address) return
    run('ip', `addr replace ${next}/32 dev ${CARD}`)
    // A local address is a destination like others: the kernel takes the source that its route names.
    run('ip', `route replace local ${LINE} dev lo src ${next} table local`)
    works('ip', `rule del ${away}`)
    forget(address)
    address = next
  }
  moveTo(HERE)
  mend()
  return {
    moveTo,
    leave: () => {
      run('ip', `rule add ${away}`)
      forget(address)
      address = null
    },
    mend,
    closeLoopback: (ports) => {
      const only = ports ? ` --dport ${ports.join(':')} --sport ${CHROMIUM_PORTS}` : ''
      run('iptables', `-A INPUT -p udp -s ${LINE} -d ${LINE}${only} -j DROP`)
    },
    release: () => {
      mend()
      works('ip', `rule del ${away}`)
      // What is started from now on, as the servers of the next tests, comes from loopback itself.
      run('ip', `route replace local ${LINE} dev lo src ${LINE} table local`)
      forget(address)
      address = null
    },
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
