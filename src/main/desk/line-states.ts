import type { LineState } from '../../domain/line.ts'
import type { Voicemail } from '../../domain/voicemail.ts'
import type { Problems } from './problems.ts'

export type LineStatus = {
  readonly state: LineState
  /** Epoch ms. */
  readonly since: number
  /** Epoch ms at which `state.retryIn` was told. */
  readonly retryFrom: number
  readonly voicemail: Voicemail | null
}

/** What the lines last said of themselves, in the agent's order. */
export type LineStates = {
  readonly all: () => ReadonlyMap<string, LineStatus>
  readonly isRegistered: (account: string) => boolean
  readonly anyRegistered: () => boolean
  readonly arrange: (accounts: readonly string[], wall: number) => void
  readonly told: (account: string, state: LineState, wall: number) => void
  readonly voicemail: (account: string, voicemail: Voicemail | null) => void
}

const CONNECTING: LineState = { state: 'connecting', reason: null, detail: '', retryIn: null }

/** Whether a state is one that the agent should be told of. */
const isWrong = ({ state, reason }: LineState): boolean =>
  state !== 'registered' && reason !== null && reason !== 'signedOut'

/** What the agent is told of the first line that was refused and of the first that is down, and what the button does. */
function tell(problems: Problems, lines: ReadonlyMap<string, LineStatus>): void {
  const wrong = [...lines].filter(([, { state }]) => isWrong(state))
  const refused = wrong.find(([, { state }]) => state.state === 'refused')
  const down = wrong.find(([, { state }]) => state.state !== 'refused')
  problems.clear('lineOffline')
  problems.clear('lineRefused')
  if (refused) {
    const [line, { state, since }] = refused
    const asksPassword = state.reason === 'wrongPassword' || state.reason === 'noPassword'
    const action = asksPassword ? 'signIn' : state.reason === 'certificateRefused' ? 'retry' : 'openSettings'
    const subject = state.reason ?? ''
    problems.raise({ kind: 'lineRefused', subject, detail: state.detail, action, line }, since)
  }
  if (down) {
    const [line, { state, since }] = down
    const subject = state.reason ?? ''
    problems.raise({ kind: 'lineOffline', subject, detail: state.detail, action: 'retry', line }, since)
  }
}

export function createLineStates(problems: Problems): LineStates {
  let lines: ReadonlyMap<string, LineStatus> = new Map()

  const set = (account: string, status: LineStatus): void => {
    // A line that was removed may still have a last word.
    if (!lines.has(account)) return
    lines = new Map(lines).set(account, status)
    tell(problems, lines)
  }

  return {
    all: () => lines,
    isRegistered: (account) => lines.get(account)?.state.state === 'registered',
    anyRegistered: () => [...lines.values()].some(({ state }) => state.state === 'registered'),
    arrange: (accounts, wall) => {
      const fresh: LineStatus = { state: CONNECTING, since: wall, retryFrom: wall, voicemail: null }
      lines = new Map(accounts.map((account) => [account, lines.get(account) ?? fresh]))
      tell(problems, lines)
    },
    told: (account, state, wall) => {
      const before = lines.get(account)
      const since = before && before.state.state === state.state ? before.since : wall
      set(account, { state, since, retryFrom: wall, voicemail: before?.voicemail ?? null })
    },
    voicemail: (account, voicemail) => {
      const before = lines.get(account)
      if (before) set(account, { ...before, voicemail })
    },
  }
}
