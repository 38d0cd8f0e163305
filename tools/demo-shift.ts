// A scripted shift through the real window, by an agent's keys and controls. Two-way audio of each call is proved by
// the energy that both sides measured, and each figure of the table comes from the journal.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { type AgentWindow, createAgentWindow } from './agent/agent-window.ts'
import { createHands } from './agent/hands.ts'
import { CALLS, type Played, type Stage } from './demo/calls.ts'
import { complaints, complaintsOfDay, loudest, type Result } from './demo/checks.ts'
import { createPracticeLog, type PracticeLog } from './demo/practice-log.ts'
import { table } from './demo/table.ts'
import { launchOffhook } from './launch.ts'
import { writeSpeechFile } from './speech-file.ts'

export type ShiftOptions = {
  /** Where screenshots go. */
  readonly pictures: string
  readonly env: NodeJS.ProcessEnv
}

/** Customers of the script call when they are asked to, and not by themselves; always the same ones. */
const PRACTICE = { calls: false, seed: 11 }

/** Plays the shift and prints its table. Gives 0 when everything was as it must be, else 1 and says what wasn't. */
export async function playShift({ pictures, env }: ShiftOptions): Promise<number> {
  const userData = mkdtempSync(join(tmpdir(), 'offhook-demo-'))
  const microphone = join(userData, 'microphone.wav')
  rmSync(pictures, { recursive: true, force: true })
  mkdirSync(pictures, { recursive: true })
  writeSpeechFile(microphone, 7)
  const offhook = await launchOffhook({
    userData,
    microphone: { file: microphone },
    env: { ...env, OFFHOOK_PRACTICE: JSON.stringify(PRACTICE) },
  })
  try {
    const desk = createAgentWindow(offhook.agent)
    const stage: Stage = { desk, hands: createHands(desk), picture: photographer(desk, pictures) }
    const log = createPracticeLog(join(userData, 'logs', 'offhook.log'))
    await begin(stage)
    const results: Result[] = []
    for (const play of CALLS) results.push(await onRecord(desk, log, await play(stage)))
    const { today } = await desk.view()
    await desk.page.getByRole('navigation').getByRole('button', { name: 'Calls' }).click()
    await desk.page.getByRole('region', { name: 'Call history' }).waitFor()
    await stage.picture('history')
    return report(results, complaintsOfDay(today, results), pictures)
  } catch (error) {
    await keepEvidence(offhook.agent, userData, pictures)
    throw error
  } finally {
    await offhook.close()
    rmSync(userData, { recursive: true, force: true })
  }
}

/** What the window showed and what the app logged when the shift broke off. */
async function keepEvidence(page: Page, userData: string, folder: string): Promise<void> {
  await page.screenshot({ path: join(folder, 'failed.png') }).catch(() => undefined)
  cpSync(join(userData, 'logs'), folder, { recursive: true })
  console.error(`The shift broke off; the window and the log of that moment are in ${folder}`)
}

function photographer({ page }: AgentWindow, folder: string): Stage['picture'] {
  let count = 0
  return async (name) => {
    count += 1
    await page.screenshot({ path: join(folder, `${String(count).padStart(2, '0')}-${name}.png`) })
  }
}

/** From the first screen to a registered line with its customers. */
async function begin({ desk, picture }: Stage): Promise<void> {
  const practice = desk.page.getByRole('button', { name: /practice calls/i })
  await practice.waitFor()
  await picture('first-run')
  await practice.click()
  await desk.until('the practice line', ({ lines }) => lines[0]?.state === 'registered')
  await desk.until('the sample customers', ({ customers }) => customers.count >= 500)
}

/** A played call with what the journal, the practice line and the window's own clock say of it. */
async function onRecord(desk: AgentWindow, log: PracticeLog, played: Played): Promise<Result> {
  const list = { text: '', filter: 'all', customer: null, before: null, limit: 20 } as const
  const page = await desk.ask('history.list', list)
  const row = 'rows' in page ? page.rows.find(({ id }) => id === played.id) : undefined
  if (!row) throw new Error(`${played.what}: the call is not in the history`)
  const facts = await desk.ask('history.facts', { call: played.id })
  if (!Array.isArray(facts)) throw new Error(`${played.what}: the call has no facts`)
  const [first] = facts
  const inbound = first?.fact.kind === 'offered'
  const sipCallId = inbound ? first.fact.sipCallId : log.newest('from-agent')
  return {
    ...played,
    row,
    // A pushed call may be answered before a frame with its ringing card was painted.
    popMs: played.direction === 'inbound' ? log.popMs(sipCallId, played.id) : null,
    heardThere: await log.heard(sipCallId),
  }
}

const HEAD = ['call', 'customer popped', 'ring', 'talk', 'hold', 'wrap-up', 'handle', 'disposition', 'pop']
const LEVELS = ['heard here', 'heard there']

function report(results: readonly Result[], ofDay: readonly string[], pictures: string): number {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
  const rows = results.map(({ what, row, popMs, heardHere, heardThere }) => [
    what,
    row.customer?.name ?? '–',
    seconds(row.durations.ring),
    seconds(row.durations.talk),
    seconds(row.durations.hold),
    seconds(row.durations.wrapUp),
    seconds(row.durations.handle),
    row.disposition ?? '–',
    popMs === null ? '–' : `${popMs.toFixed(0)} ms`,
    heardHere.toFixed(3),
    loudest(heardThere).toFixed(3),
  ])
  console.log(table([[...HEAD, ...LEVELS], ...rows]))
  console.log(
    'Heard: the loudest second, as root mean square of full scale; a silent line has less than 0.001.',
  )
  console.log(`Screenshots: ${pictures}`)
  const wrong = [...results.flatMap(complaints), ...ofDay]
  for (const complaint of wrong) console.error(complaint)
  return wrong.length === 0 ? 0 : 1
}
