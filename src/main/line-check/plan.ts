import type { CallMediaKind } from '../../domain/line.ts'
import { bad, good, type StepResult, skipped } from '../../domain/line-check.ts'
import type { LineAccount } from '../sip/line.ts'
import { parseServerUrl } from '../sip/server-url.ts'
import type { ProbeLine } from './probe-line.ts'
import { connectTo, lookUp, showCertificate } from './reach.ts'
import type { PlannedStep } from './sequence.ts'
import type { LineCheckTiming } from './timing.ts'

/** What is checked: an account as the form has it, saved or not. */
export type CheckedLine = {
  readonly account: LineAccount
  readonly password: string
  readonly media: CallMediaKind
  /** Empty for none. */
  readonly echoNumber: string
}

export type PlanParts = {
  readonly checked: CheckedLine
  readonly probe: ProbeLine
  readonly echo: (signal: AbortSignal) => Promise<StepResult>
  /** Asks a STUN server, `host[:port]`, for the public address. */
  readonly stun: (server: string, signal: AbortSignal) => Promise<StepResult>
  /** Epoch ms. */
  readonly now: () => number
  readonly timing: LineCheckTiming
}

/** The server that tells the public address, out of `stun:host:port` or a plain line's own setting. */
function stunServer(media: CallMediaKind): string {
  if (media.kind === 'plain') return media.media.stunServer
  const first = media.iceServers.find((url) => /^stun:/i.test(url)) ?? ''
  return first.replace(/^stun:/i, '').replace(/\?.*$/, '')
}

/** The steps of a check, in the order of `CHECK_STEPS`. */
export function planCheck(parts: PlanParts): readonly PlannedStep[] {
  const { checked, probe, timing } = parts
  const { account } = checked
  const server = parseServerUrl(account.server)
  const stun = stunServer(checked.media)
  const now = (result: StepResult) => () => Promise.resolve(result)
  return [
    {
      step: 'dns',
      needs: [],
      longest: timing.dns,
      late: 'dnsNoAnswer',
      run: server.ok ? () => lookUp(server.value.host) : now(bad('badAddress', account.server)),
    },
    {
      step: 'connect',
      needs: ['dns'],
      longest: timing.connect,
      late: 'noAnswer',
      run: (signal) => (server.ok ? connectTo(server.value, signal) : now(good(''))()),
    },
    {
      step: 'certificate',
      needs: ['connect'],
      longest: timing.certificate,
      late: 'noAnswer',
      run: (signal) =>
        server.ok && server.value.secure
          ? showCertificate(server.value, account.certificates, parts.now(), signal)
          : now(skipped('notEncrypted'))(),
    },
    {
      step: 'register',
      needs: ['certificate'],
      longest: timing.register,
      late: 'registerNoAnswer',
      run: probe.register,
    },
    {
      step: 'options',
      needs: ['register'],
      longest: timing.options * 2,
      late: 'optionsNoAnswer',
      run: () => probe.options(timing.options),
    },
    {
      step: 'stun',
      needs: [],
      longest: timing.stun,
      late: 'stunNoAnswer',
      run: stun === '' ? now(skipped('noStunServer')) : (signal) => parts.stun(stun, signal),
    },
    {
      step: 'echo',
      needs: checked.echoNumber === '' ? [] : ['register'],
      longest: timing.ring + timing.listen + timing.hangUp,
      late: 'echoNoAnswer',
      run: checked.echoNumber === '' ? now(skipped('noEchoNumber')) : parts.echo,
    },
  ]
}
