import type { CrmView } from '../../contract/crm.ts'
import type {
  AccountView,
  CallView,
  ColleagueView,
  HotkeyView,
  ImportProgress,
  LineCheckView,
  LineView,
  SecretStore,
  TodayView,
  View,
} from '../../contract/view.ts'
import { type Call, isLive } from '../../domain/call/call.ts'
import { dispositionsFor } from '../../domain/disposition/disposition.ts'
import { formatNumber, parseNumber } from '../../domain/phone-number.ts'
import type { Stamp, Ticker } from '../../domain/time.ts'
import { addressOf, registers } from './accounts/line-account.ts'
import type { Book } from './book.ts'
import type { DeskState } from './desk.ts'
import type { LineStatus } from './line-states.ts'
import type { Pops } from './pops.ts'
import type { Problems } from './problems.ts'
import type { Settings } from './settings.ts'

export type ViewSources = {
  readonly now: Stamp
  readonly revision: number
  readonly version: string
  readonly desk: DeskState
  readonly book: Book
  readonly pops: Pops
  readonly problems: Problems
  readonly settings: Settings
  readonly hotkeys: readonly HotkeyView[]
  readonly accounts: readonly AccountView[]
  /** Of the line of a call; of a line that is gone, of the default one. */
  readonly country: (account: string | null) => string
  readonly secretStore: SecretStore
  readonly today: TodayView
  readonly colleagues: readonly ColleagueView[]
  readonly customerCount: number
  readonly import: ImportProgress | null
  readonly crm: CrmView
  readonly lineCheck: LineCheckView | null
  readonly readOnly: boolean
}

const still = (ms: number): Ticker => ({ ms, ticking: false })

function callView(call: Call, sources: ViewSources): CallView {
  const { book, desk, settings, now } = sources
  const country = sources.country(call.account)
  const spent = book.calls.has(call.id) ? book.durations(call.id, now) : null
  const ticker = (part: 'ring' | 'talk' | 'hold' | 'wrapUp'): Ticker =>
    spent ? { ms: spent[part], ticking: spent.running === part } : still(0)
  const connected = spent
    ? { ms: spent.talk + spent.hold, ticking: spent.running === 'talk' || spent.running === 'hold' }
    : still(0)
  const left =
    call.wrapUp === 'open' && settings.wrapUp.mode === 'timeBoxed'
      ? Math.max(0, settings.wrapUp.seconds * 1000 - (spent?.wrapUp ?? 0))
      : null
  const { number, displayName } = call.party
  const quality = desk.quality.get(call.id) ?? null
  return {
    id: call.id,
    direction: call.direction,
    line: call.line,
    account: call.account,
    phase: call.phase,
    startedAt: call.startedAt.wall,
    rawNumber: number,
    number: formatNumber(number, country),
    displayName,
    country: parseNumber(number, country)?.country ?? null,
    autoAnswer: call.autoAnswer,
    data: call.data,
    farRinging: call.farRinging,
    earlyMedia: call.earlyMedia,
    held: call.held,
    farHeld: call.farHeld,
    muted: call.muted,
    conference: call.conference,
    mediaLost: call.mediaLost,
    ended: call.ended,
    transfer: call.transfer,
    pickedUp: call.pickedUp,
    from: call.from,
    refusedOrder: call.refusedOrder,
    wrapUp: call.wrapUp,
    ring: ticker('ring'),
    talk: ticker('talk'),
    hold: ticker('hold'),
    wrapUpTime: ticker('wrapUp'),
    connected,
    handle: spent
      ? { ms: spent.handle, ticking: spent.running !== 'none' && spent.running !== 'ring' }
      : still(0),
    pop: sources.pops.view(call),
    quality: quality && desk.mixed.includes(call.id) ? { ...quality, spokenLevel: null } : quality,
    dispositions: dispositionsFor(settings.dispositions, call.direction),
    draft: book.draft(call.id),
    wrapUpLeft: left,
  }
}

/** The call spoken with first, then ringing, dialled and held ones, then open wrap-ups, each oldest first. */
function rank(call: Call): number {
  if (!isLive(call)) return 4
  if (call.phase === 'connected') return call.held ? 3 : 0
  return call.phase === 'dialing' ? 1 : 2
}

function lineView(account: AccountView, { state, since, retryFrom, voicemail }: LineStatus): LineView {
  return {
    id: account.id,
    label: account.label,
    state: state.state,
    reason: state.reason,
    detail: state.detail,
    since,
    retryAt: state.retryIn === null ? null : retryFrom + state.retryIn,
    address: addressOf(account),
    practice: account.kind === 'practice',
    registers: registers(account),
    isDefault: account.isDefault,
    callerIds: account.callerIds,
    callerId: account.callerId,
    voicemail,
  }
}

/** The one snapshot that the agent window draws. */
export function buildView(sources: ViewSources): View {
  const { desk, book, now, settings, accounts } = sources
  const calls = [...book.calls.values()].sort((a, b) => rank(a) - rank(b))
  const agentMs = desk.agentSince.run === now.run ? Math.max(0, now.mono - desk.agentSince.mono) : 0
  return {
    revision: sources.revision,
    version: sources.version,
    agent: { ...desk.agent, time: { ms: agentMs, ticking: true } },
    presence: desk.presence.kind,
    lines: accounts.flatMap((account) => {
      const status = desk.lines.get(account.id)
      return status ? [lineView(account, status)] : []
    }),
    accounts,
    country: sources.country(null),
    secretStore: sources.secretStore,
    calls: calls.map((call) => callView(call, sources)),
    notices: desk.notices.map((call) => callView(call, sources)),
    colleagues: sources.colleagues,
    problems: sources.problems.list(),
    today: sources.today,
    devices: { ...desk.devices, chosen: settings.devices },
    settings: {
      dispositions: settings.dispositions,
      wrapUp: settings.wrapUp,
      breakReasons: settings.breakReasons,
      theme: settings.theme,
      density: settings.density,
      language: settings.language,
      globalHotkeys: settings.globalHotkeys,
      hotkeys: sources.hotkeys,
      callWaiting: settings.callWaiting,
      headerRules: settings.headerRules,
      colleagues: settings.colleagues,
      pickUpCode: settings.pickUpCode,
      pickUpCodes: settings.pickUpCodes,
    },
    customers: { count: sources.customerCount, import: sources.import },
    crm: sources.crm,
    lineCheck: sources.lineCheck,
    readOnly: sources.readOnly,
  }
}
