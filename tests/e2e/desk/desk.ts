// The whole Offhook with its real windows, on a line that lives in the test.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication } from '@playwright/test'
import type { AgentContract } from '../../../src/contract/agent.ts'
import type { InputOf } from '../../../src/contract/boundary.ts'
import type { CustomerDraft } from '../../../src/domain/customer/customer.ts'
import { openCustomers } from '../../../src/main/customers/open.ts'
import type { PracticeLine } from '../../../src/practice/practice-line.ts'
import { type AgentWindow, createAgentWindow } from '../../../tools/agent/agent-window.ts'
import { clearDesk, signIn } from '../../../tools/agent/arrange.ts'
import { createHands, type Hands } from '../../../tools/agent/hands.ts'
import { readAppLog, troublesIn } from '../../../tools/agent/troubles.ts'
import { ensureBuilt } from '../../../tools/build.ts'
import { launchOffhook, type RunningOffhook } from '../../../tools/launch.ts'
import { writeSpeechFile } from '../../../tools/speech-file.ts'
import { type Display, openDisplay } from './display.ts'

/** Who may register at the lines of these tests. */
export const USER = 'agent'
export const PASSWORD = 'secret'

export type Desk = AgentWindow & {
  readonly hands: Hands
  readonly app: ElectronApplication
  readonly userData: string
  /** Saves the line as the agent's account and waits until it is registered there. */
  readonly signIn: (line: PracticeLine, account?: Partial<Account>) => Promise<void>
  /** Ends every call, closes every wrap-up and dismisses every notice, whatever a test has left behind. */
  readonly clear: () => Promise<void>
  /** Quits Offhook in good order and starts it again with the same data. */
  readonly restart: () => Promise<void>
  /** What went wrong unseen since the start: errors that the app logged, and errors on the window's console. */
  readonly troubles: () => readonly string[]
  /** Quits Offhook. Throws where something went wrong unseen, also in the quitting. */
  readonly close: () => Promise<void>
}

type Account = InputOf<AgentContract['account.save']>

export type DeskOptions = {
  /** Who is in the customers from the start. */
  readonly customers?: readonly CustomerDraft[]
  readonly args?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

/** Starts Offhook in a folder of its own. */
export async function openDesk(options: DeskOptions = {}): Promise<Desk> {
  await ensureBuilt()
  const display = await openDisplay()
  const userData = mkdtempSync(join(tmpdir(), 'offhook-e2e-'))
  const microphone = join(userData, 'microphone.wav')
  writeSpeechFile(microphone, 7)
  fillCustomers(join(userData, 'customers.db'), options.customers ?? [])
  const errors: string[] = []
  const start = (): Promise<Started> => startIn(display, { ...options, userData, microphone }, errors)
  let now = await start()
  const troubles = (): readonly string[] => [...errors, ...troublesIn(readAppLog(userData))]
  return {
    get page() {
      return now.window.page
    },
    get app() {
      return now.offhook.app
    },
    get hands() {
      return now.hands
    },
    userData,
    ask: (name, input) => now.window.ask(name, input),
    view: () => now.window.view(),
    until: (what, find, patienceMs) => now.window.until(what, find, patienceMs),
    signIn: ({ url, domain }, account) =>
      signIn(now.window, { server: url, domain, user: USER, password: PASSWORD, ...account }),
    clear: () => clearDesk(now.window),
    restart: async () => {
      await now.offhook.close()
      now = await start()
    },
    troubles,
    close: async () => {
      await now.offhook.close()
      display.close()
      const unseen = troubles()
      rmSync(userData, { recursive: true, force: true })
      if (unseen.length > 0) throw new Error(`went wrong unseen:\n${unseen.join('\n')}`)
    },
  }
}

type Started = { readonly offhook: RunningOffhook; readonly window: AgentWindow; readonly hands: Hands }

async function startIn(
  display: Display,
  options: DeskOptions & { readonly userData: string; readonly microphone: string },
  errors: string[],
): Promise<Started> {
  const { userData, microphone, args = [], env = {} } = options
  const offhook = await launchOffhook({
    userData,
    args,
    microphone: { file: microphone },
    env: { ...display.env, ...env },
  })
  const page = offhook.agent
  page.on('pageerror', (error) => errors.push(`page: ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`console: ${message.text()}`)
  })
  const window = createAgentWindow(page)
  await page.waitForFunction(() => document.querySelector('#root > *') !== null)
  return { offhook, window, hands: createHands(window) }
}

function fillCustomers(file: string, drafts: readonly CustomerDraft[]): void {
  const { customers } = openCustomers(file)
  for (const draft of drafts) customers.save(draft, 'US')
  customers.close()
}

/** A customer with one number and nothing else. */
export const draft = (name: string, number: string, company = ''): CustomerDraft => ({
  id: null,
  name,
  company,
  email: '',
  city: '',
  country: 'US',
  notes: '',
  numbers: [{ label: 'Work', raw: number }],
  fields: [],
})
