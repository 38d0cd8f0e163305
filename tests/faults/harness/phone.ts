import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AgentContract } from '../../../src/contract/agent.ts'
import type { BoundaryRefusal, InputOf, ReplyOf } from '../../../src/contract/boundary.ts'
import { MEDIA_REPORT_CHANNEL } from '../../../src/contract/channels.ts'
import type { MediaReport } from '../../../src/contract/media.ts'
import type { CallView, View } from '../../../src/contract/view.ts'
import { newAccount } from '../../../src/domain/account/account.ts'
import type { PracticeLine } from '../../../src/practice/practice-line.ts'
import { type RunningElectron, startElectron } from './electron.ts'
import { speechFile } from './speech-file.ts'
import { until } from './until.ts'

/** Who registers at the practice lines of these tests. */
export const USER = 'agent'
export const PASSWORD = 'secret'

type Name = keyof AgentContract & string
type Reply<N extends Name> = ReplyOf<AgentContract[N]> | BoundaryRefusal
type Input<N extends Name> = InputOf<AgentContract[N]>
type Found<Value> = Exclude<Value, false | null | undefined>

/** Samples, and those of them that were made up in place of lost or late ones, silence left out. */
export type Played = { readonly samples: number; readonly concealed: number }

/** The whole Offhook in its real Electron, told what an agent would tell it. */
export type Phone = {
  readonly electron: RunningElectron
  readonly userData: string
  /** The path of one of its files. */
  readonly file: (name: string) => string
  /** One command by `window.offhook` of the agent window. */
  readonly call: <N extends Name>(name: N, input: Input<N>) => Promise<Reply<N>>
  readonly view: () => Promise<View>
  /** Resolves with what `look` finds in a view. */
  readonly until: <Value>(
    what: string,
    look: (view: View) => Value,
    timeoutMs?: number,
  ) => Promise<Found<Value>>
  /** RMS of what the agent heard since `forgetSound`, 1 is full scale. The media window reports once a second. */
  readonly heardRms: () => Promise<number>
  readonly forgetSound: () => Promise<void>
  /** What the agent's ear was given since the call began, at the media window's next report. */
  readonly played: () => Promise<Played>
  /** The process that draws a window. */
  readonly pageProcess: (name: 'agent' | 'media') => Promise<number>
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'offhook-faults-'))
export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true })

export async function startPhone(userData: string): Promise<Phone> {
  const electron = await startElectron({ userData, microphone: speechFile(userData) })

  const call = <N extends Name>(name: N, input: Input<N>): Promise<Reply<N>> =>
    electron.inPage(`window.offhook.call(${JSON.stringify(name)}, ${JSON.stringify(input)})`)

  const view = async (): Promise<View> => {
    const answer = await call('view.get', null)
    if ('ok' in answer) throw new Error(`no view: ${answer.reason}`)
    return answer
  }

  const untilView = async <Value>(what: string, look: (view: View) => Value, timeoutMs?: number) => {
    let last: View | null = null
    const attempt = async (): Promise<Value | null> => {
      // A window that is on its way back has no view to give.
      last = await view().catch(() => null)
      return last && look(last)
    }
    return (await until(what, attempt, timeoutMs, () => summary(last))) as Found<Value>
  }

  return {
    electron,
    userData,
    file: (name) => join(userData, name),
    call,
    view,
    until: untilView,
    ...(await tapSound(electron)),
    pageProcess: (name) =>
      electron.inMain(
        `require('electron').webContents.getAllWebContents()
          .find((one) => one.getURL().startsWith('app://${name}/')).getOSProcessId()`,
      ),
  }
}

/** What of a view matters when a wait was in vain. */
function summary(view: View | null): string {
  if (!view) return '(no view)'
  const { lines, calls, notices, problems, agent } = view
  const short = ({ id, phase, held, mediaLost, wrapUp, ended, refusedOrder }: CallView) => ({
    ...{ id, phase, held, mediaLost, wrapUp, ended, refusedOrder },
  })
  return JSON.stringify({ lines, agent, calls: calls.map(short), notices: notices.map(short), problems })
}

/** Reads the media window's reports as main gets them: the last counters of each peer connection. */
async function tapSound(
  electron: RunningElectron,
): Promise<Pick<Phone, 'heardRms' | 'forgetSound' | 'played'>> {
  type Stats = Extract<MediaReport, { kind: 'stats' }>
  // Its window may open after the agent's; both have their addresses only when they have begun to load.
  await until('the media window', () =>
    electron.inMain<boolean>(`(() => {
      const media = require('electron').webContents.getAllWebContents()
        .find((one) => one.getURL().startsWith('app://media/'))
      if (!media) return false
      globalThis.soundCounters = new Map()
      media.ipc.on('${MEDIA_REPORT_CHANNEL}', (event, report) => {
        if (report.kind === 'stats') globalThis.soundCounters.set(report.peer, report)
      })
      return true
    })()`),
  )
  const counters = async () =>
    new Map(await electron.inMain<[string, Stats][]>('[...globalThis.soundCounters]'))
  // The peer that came last: one that took the place of another has an entry of its own.
  const newest = async () => [...(await counters()).values()].at(-1)
  let before = new Map<string, Stats>()
  return {
    forgetSound: async () => {
      before = await counters()
    },
    heardRms: async () => {
      const last = await newest()
      const first = last && before.get(last.peer)
      const seconds = (last?.heardSeconds ?? 0) - (first?.heardSeconds ?? 0)
      const energy = (last?.heardEnergy ?? 0) - (first?.heardEnergy ?? 0)
      return seconds > 0 ? Math.sqrt(Math.max(0, energy) / seconds) : 0
    },
    played: async () => {
      const known = await newest()
      const next = await until('a report of the sound', async () => {
        const last = await newest()
        return last !== undefined && last.samplesReceived !== known?.samplesReceived && last
      })
      return {
        samples: next.samplesReceived,
        concealed: next.concealedSamples - next.silentConcealedSamples,
      }
    },
  }
}

type Account = {
  readonly password?: string
  readonly server?: string
  readonly transport?: Input<'account.save'>['transport']
}

/** Tells the phone of a line's account and waits until it is registered there. */
export async function signIn(phone: Phone, line: PracticeLine, account: Account = {}): Promise<void> {
  const saved = await saveAccount(phone, line, account)
  if (!saved.ok) throw new Error(`the account was refused: ${saved.reason}`)
  await phone.until('registered', isRegistered)
}

/** Whether the one line of these tests is. */
export const isRegistered = ({ lines: [line] }: View): boolean => line?.state === 'registered'

/** The password of that line, once more. */
export async function giveAgain(phone: Phone, password: string): Promise<Reply<'account.signIn'>> {
  const account = (await phone.view()).accounts[0]?.id ?? ''
  return phone.call('account.signIn', { account, password, keep: false })
}

export async function saveAccount(
  phone: Phone,
  line: PracticeLine,
  { password = PASSWORD, server = line.url, transport = 'websocket' }: Account = {},
): Promise<Reply<'account.save'>> {
  return phone.call('account.save', {
    ...(newAccount('US') as Input<'account.save'>),
    id: (await phone.view()).accounts[0]?.id ?? null,
    transport,
    server,
    user: USER,
    domain: line.domain,
    whileUnavailable: 'ring',
    password,
    keepPassword: false,
  })
}
