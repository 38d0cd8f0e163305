import type { CallEffect } from '../../../domain/call/decide.ts'
import type { CallFact, CallFactKind, CallId } from '../../../domain/call/facts.ts'
import type { Lamp } from '../../../domain/colleague/lamp.ts'
import type { LineState } from '../../../domain/line.ts'
import type { Voicemail } from '../../../domain/voicemail.ts'
import { createLine } from '../create-line.ts'
import type { Line, LineAccount, LineParts } from '../line.ts'
import type { LineTiming } from '../timing.ts'
import { createFakeDescriptionHandler, type FakeDescriptionHandler } from './fake-description-handler.ts'

type Fact<Kind extends CallFactKind> = Extract<CallFact, { kind: Kind }>
export type Seen = { readonly call: CallId; readonly fact: CallFact }

/** A line with a notebook: everything that it reports, and a way to wait for it. */
export type LineUnderTest = {
  readonly line: Line
  readonly facts: readonly Seen[]
  readonly states: readonly LineState[]
  readonly voicemails: readonly (Voicemail | null)[]
  /** The lamps as they are now, by extension. */
  readonly lamps: ReadonlyMap<string, Lamp>
  readonly logs: readonly string[]
  readonly messages: readonly { readonly direction: 'in' | 'out'; readonly text: string }[]
  readonly media: ReadonlyMap<CallId, FakeDescriptionHandler>
  /** The handler of a call, before the line asks for it or after. */
  readonly mediaOf: (call: CallId) => FakeDescriptionHandler
  /** Runs while a fact is being reported, as the journal does. */
  onFact: ((call: CallId, fact: CallFact) => void) | null
  readonly kinds: (call: CallId) => readonly CallFactKind[]
  readonly start: (account: Partial<LineAccount> & { readonly server: string }, password?: string) => void
  readonly order: (effect: CallEffect) => void
  /** The first fact of that kind, of that call or of any; waits for it. */
  readonly fact: <Kind extends CallFactKind>(
    kind: Kind,
    call?: CallId,
  ) => Promise<{ call: CallId; fact: Fact<Kind> }>
  readonly state: (matches: (state: LineState) => boolean) => Promise<LineState>
  readonly registered: () => Promise<LineState>
}

export const TEST_ACCOUNT: Omit<LineAccount, 'server'> = {
  transport: 'websocket',
  backupServers: [],
  outboundProxy: '',
  certificates: [],
  user: 'agent',
  domain: 'practice.example',
  registers: true,
  direct: { from: 'server', addresses: [], port: 0 },
  authorizationUser: '',
  displayName: 'Agent One',
  trustsProxy: true,
  dtmf: 'rfc4733',
  credentialsInDialog: false,
}

export function lineUnderTest(
  timing: Partial<LineTiming> = {},
  certificates: readonly string[] = [],
  parts: Partial<Pick<LineParts, 'resolver' | 'findRoute'>> = {},
): LineUnderTest {
  const facts: Seen[] = []
  const states: LineState[] = []
  const voicemails: (Voicemail | null)[] = []
  const lamps = new Map<string, Lamp>()
  const logs: string[] = []
  const messages: { readonly direction: 'in' | 'out'; readonly text: string }[] = []
  const media = new Map<CallId, FakeDescriptionHandler>()
  const waiting = new Set<() => void>()
  let calls = 0

  const changed = () => {
    for (const look of [...waiting]) look()
  }
  const when = <Value>(find: () => Value | undefined): Promise<Value> =>
    new Promise((resolve) => {
      const look = () => {
        const found = find()
        if (found === undefined) return
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      look()
    })

  const mediaOf = (call: CallId): FakeDescriptionHandler => {
    const known = media.get(call)
    if (known) return known
    const made = createFakeDescriptionHandler()
    media.set(call, made)
    return made
  }

  const line = createLine({
    listener: {
      fact: (call, fact) => {
        facts.push({ call, fact })
        test.onFact?.(call, fact)
        changed()
      },
      state: (state) => {
        states.push(state)
        changed()
      },
      voicemail: (state) => {
        voicemails.push(state)
        changed()
      },
      lamp: (extension, lamp) => {
        lamps.set(extension, lamp)
        changed()
      },
      log: (level, message) => logs.push(`${level} ${message}`),
      message: (direction, text) => messages.push({ direction, text }),
    },
    descriptionHandler: mediaOf,
    newCallId: () => {
      calls += 1
      return `call-${calls}`
    },
    instanceId: '5f1b2d2e-2b9a-4b0e-9a0e-0f6d4a3b2c1d',
    userAgent: 'Offhook/test',
    ...parts,
    timing: {
      firstRetry: 20,
      retries: [20, 40],
      certificateRetry: 60,
      glareSecond: 10,
      subscribeGap: 1,
      ...timing,
    },
  })

  const test: LineUnderTest = {
    line,
    facts,
    states,
    voicemails,
    lamps,
    logs,
    messages,
    media,
    mediaOf,
    onFact: null,
    kinds: (call) => facts.filter((seen) => seen.call === call).map((seen) => seen.fact.kind),
    start: (account, password = 'secret') =>
      line.start({ ...TEST_ACCOUNT, certificates, ...account }, password),
    order: (effect) => line.order(effect),
    fact: (kind, call) =>
      when(() => {
        const seen = facts.find((one) => one.fact.kind === kind && (!call || one.call === call))
        return seen as { call: CallId; fact: Fact<typeof kind> } | undefined
      }),
    state: (matches) => when(() => states.find(matches)),
    registered: () => when(() => states.find((one) => one.state === 'registered')),
  }
  return test
}
