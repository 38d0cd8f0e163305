import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProgram } from '../../interop/servers/program.ts'
import { until } from '../../interop/servers/wait.ts'

/** One direction of a call as Wireshark reads it off the wire. */
export type CapturedStream = {
  readonly from: string
  readonly to: string
  readonly payload: string
  readonly packets: number
  readonly lost: number
  /** Mean milliseconds between two packets. */
  readonly meanDelta: number
}

export type Capture = {
  /** Ends the capture and reads it. */
  readonly streams: () => Promise<readonly CapturedStream[]>
  /** How many packets so far match a display filter. What was just sent comes a moment later. */
  readonly count: (filter: string) => number
  readonly remove: () => void
}

/** Address, port, address, port, SSRC, payload, packets, lost (percent), least, mean and longest delta, … */
const STREAM =
  /^\s*[\d.]+\s+[\d.]+\s+(\S+)\s+(\d+)\s+(\S+)\s+(\d+)\s+0x\S+\s+(.+?)\s+(\d+)\s+(-?\d+)\s+\(.*?%\)\s+[\d.]+\s+([\d.]+)/gm

/** Listens on the loopback of the tests' own namespace, as somebody with Wireshark would. */
export async function capture(): Promise<Capture> {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-wire-'))
  const file = join(folder, 'wire.pcapng')
  const program = startProgram({
    name: 'tshark',
    command: 'tshark',
    args: ['-i', 'lo', '-f', 'udp', '-w', file],
    folder,
  })
  await until('tshark listens', () => /Capturing on/.test(program.output()), { also: program.output })
  // A file that is still being written ends in the middle of a packet, of which tshark complains.
  const read = (...args: string[]): string =>
    spawnSync('tshark', ['-r', file, '--enable-heuristic', 'rtp_udp', ...args], { encoding: 'utf8' }).stdout
  return {
    streams: async () => {
      await program.stop()
      return [...read('-q', '-z', 'rtp,streams').matchAll(STREAM)].map(
        ([, fromHost, fromPort, toHost, toPort, payload = '', packets, lost, delta]) => ({
          from: `${fromHost}:${fromPort}`,
          to: `${toHost}:${toPort}`,
          payload,
          packets: Number(packets),
          lost: Number(lost),
          meanDelta: Number(delta),
        }),
      )
    },
    count: (filter) => read('-Y', filter).split('\n').filter(Boolean).length,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
