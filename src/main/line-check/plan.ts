import type { CallMediaKind } from '../../domain/line.ts'
import { bad, type StepResult, skipped } from '../../domain/line-check.ts'
import type { LineAccount } from '../sip/line.ts'
import { serversOf } from '../sip/servers.ts'
import type { Resolver } from '../sip/transport/resolver.ts'
import { tryListening } from './listen.ts'
import type { ProbeLine } from './probe-line.ts'
import { connectTo, findPlaces, type Place, showCertificate } from './reach.ts'
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
  readonly resolver: Resolver
  readonly echo: (signal: AbortSignal) => Promise<StepResult>
  /** Asks a STUN server, `host[:port]`, for the public address. */
  readonly stun: (server: string, signal: AbortSignal) => Promise<StepResult>
  /** Epoch ms. */
  readonly now: () => number
  /** Whether a line that works has this port for direct calls. */
  readonly listensAt: (port: number) => boolean
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
  const servers = serversOf(account)
  const serverless = account.server === '' && !account.registers
  let places: readonly Place[] = []
  let place: Place | null = null
  const stun = stunServer(checked.media)
  const now = (result: StepResult) => () => Promise.resolve(result)
  return [
    {
      step: 'dns',
      needs: [],
      longest: timing.dns,
      late: 'dnsNoAnswer',
      run: async () => {
        if (serverless) return skipped('noServer')
        if (!servers.ok) return bad('badAddress', servers.reason.detail)
        const found = await findPlaces(servers.value, parts.resolver)
        places = found.places
        return found.result
      },
    },
    {
      step: 'connect',
      needs: ['dns'],
      longest: timing.connect,
      late: 'noAnswer',
      run: async (signal) => {
        if (serverless) return skipped('noServer')
        const connected = await connectTo(places, signal)
        place = connected.place
        return connected.result
      },
    },
    {
      step: 'certificate',
      needs: ['connect'],
      longest: timing.certificate,
      late: 'noAnswer',
      run: async (signal) => {
        if (serverless) return skipped('noServer')
        return place
          ? showCertificate(place, account.certificates, parts.now(), signal)
          : skipped('stepBefore')
      },
    },
    {
      step: 'register',
      needs: ['certificate'],
      longest: timing.register,
      late: 'registerNoAnswer',
      run: async (signal) => {
        const result = await probe.register(signal)
        return account.registers || result.state === 'bad' ? result : skipped('noRegistrar')
      },
    },
    {
      step: 'options',
      needs: ['register'],
      longest: timing.options * 2,
      late: 'optionsNoAnswer',
      run: () =>
        account.registers ? probe.options(timing.options) : Promise.resolve(skipped('noRegistrar')),
    },
    {
      step: 'listen',
      needs: [],
      longest: timing.listen,
      late: 'failed',
      run: () => tryListening(account, parts.listensAt),
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
