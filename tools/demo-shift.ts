// A scripted shift through the real window: three customers call, one is put on hold, one is transferred, one is
// called. Two-way audio of each call is proved by the energy that both sides measured.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import type { HistoryRow } from '../src/contract/agent.ts'
import type { CallView, View } from '../src/contract/view.ts'
import { launchOffhook, type RunningOffhook } from './launch.ts'
import { writeSpeechFile } from './speech-file.ts'

/** Root mean square of full scale; speech on a telephone has about 0.05, a silent line under 0.001. */
const AUDIBLE = 0.01
/** How long each part of a conversation lasts. */
const TALK_MS = 3_000
const WAIT_MS = 20_000

export type ShiftOptions = {
  /** Where screenshots go. */
  readonly pictures: string
  readonly env: NodeJS.ProcessEnv
}

type Row = {
  readonly what: string
  readonly customer: string
  readonly call: HistoryRow
  readonly popMs: number | null
  readonly heardHere: number
  readonly heardThere: number
}

type Ended = {
  readonly id: string
  readonly media?: { readonly heard: { readonly perSecond: readonly number[] } }
}

type AgentWindow = {
  readonly offhook: { readonly call: (name: string, input: unknown) => Promise<unknown> }
}

const ask = (page: Page, name: string, input: unknown): Promise<unknown> =>
  page.evaluate(([command, given]) => (globalThis as unknown as AgentWindow).offhook.call(command, given), [
    name,
    input,
  ] as const)

const viewOf = async (page: Page): Promise<View> => (await ask(page, 'view.get', null)) as View

/** Waits for a view in which `find` finds something. */
async function until<Found>(
  page: Page,
  what: string,
  find: (view: View) => Found | null | undefined | false,
): Promise<Found> {
  const deadline = Date.now() + WAIT_MS
  for (;;) {
    const view = await viewOf(page)
    const found = find(view)
    if (found) return found
    if (Date.now() > deadline) {
      throw new Error(
        `waited in vain for ${what}; line ${view.line.state}, calls ${JSON.stringify(view.calls)}`,
      )
    }
    await delay(50)
  }
}

/** What the app logged as `WORD {json}`. */
function logged<Line>(userData: string, word: string): readonly Line[] {
  const lines = readFileSync(join(userData, 'logs', 'offhook.log'), 'utf8').split('\n')
  return lines.flatMap((line) => {
    const at = line.indexOf(` info ${word} {`)
    return at < 0 ? [] : [JSON.parse(line.slice(at + ` info ${word} `.length)) as Line]
  })
}

class Shift {
  readonly rows: Row[] = []
  private readonly page: Page
  private readonly userData: string
  private readonly pictures: string
  private pictureCount = 0

  constructor(page: Page, userData: string, pictures: string) {
    this.page = page
    this.userData = userData
    this.pictures = pictures
  }

  async picture(name: string): Promise<void> {
    this.pictureCount += 1
    const file = `${String(this.pictureCount).padStart(2, '0')}-${name}.png`
    await this.page.screenshot({ path: join(this.pictures, file) })
  }

  /** A practice customer calls and is answered by the agent's key. */
  async answerNext(name: string): Promise<CallView> {
    const { page } = this
    await page.getByRole('button', { name: 'Have a practice customer call' }).click()
    await until(page, 'a ringing call', ({ calls }) => calls.find((call) => call.phase === 'ringing'))
    await page
      .getByRole('button', { name: /^Answer/ })
      .first()
      .waitFor()
    await this.picture(`${name}-ringing`)
    await page.keyboard.press('Control+Shift+A')
    const call = await until(page, 'the answered call', ({ calls }) =>
      calls.find((one) => one.phase === 'connected'),
    )
    await this.chooseCustomer(call)
    return call
  }

  /** A number that several customers share is the agent's choice: the first of them. */
  private async chooseCustomer(call: CallView): Promise<void> {
    if (call.pop.kind !== 'several') return
    const [first] = call.pop.choices
    if (!first) return
    await this.page
      .getByRole('option', { name: first.name })
      .or(this.page.getByRole('button', { name: first.name }))
      .first()
      .click()
    await until(this.page, 'the chosen customer', ({ calls }) =>
      calls.find(({ id, pop }) => id === call.id && pop.kind === 'customer'),
    )
  }

  /** Talks until both directions were heard here; gives the loudest level that arrived (0 to 1). */
  async talk(call: CallView): Promise<number> {
    let loudest = 0
    const end = Date.now() + TALK_MS
    const heard = (view: View): boolean => {
      const quality = view.calls.find(({ id }) => id === call.id)?.quality
      loudest = Math.max(loudest, quality?.heardLevel ?? 0)
      return Date.now() > end && loudest > AUDIBLE
    }
    await until(this.page, 'the customer to be heard', heard)
    return loudest
  }

  async hangUp(call: CallView): Promise<void> {
    await this.page.keyboard.press('Control+Shift+E')
    await this.wrapUpOpens(call)
  }

  async wrapUpOpens(call: CallView): Promise<void> {
    await until(this.page, 'the wrap-up', ({ calls }) =>
      calls.find(({ id, wrapUp }) => id === call.id && wrapUp === 'open'),
    )
  }

  async wrapUp(call: CallView, disposition: string, note: string, name: string): Promise<void> {
    const { page } = this
    await page.getByRole('radio', { name: disposition }).check({ force: true })
    await page.getByRole('textbox', { name: 'Notes' }).fill(note)
    await this.picture(`${name}-wrap-up`)
    await page.getByRole('button', { name: /^Done/ }).click()
    await until(page, 'the closed wrap-up', ({ calls }) => calls.every(({ id }) => id !== call.id))
  }

  async note(what: string, call: CallView, heardHere: number): Promise<void> {
    const page = (await ask(this.page, 'history.list', {
      text: '',
      filter: 'all',
      customer: null,
      before: null,
      limit: 20,
    })) as { rows: readonly HistoryRow[] }
    const row = page.rows.find(({ id }) => id === call.id)
    if (!row) throw new Error(`${what}: the call is not in the history`)
    const facts = (await ask(this.page, 'history.facts', { call: call.id })) as readonly {
      fact: { kind: string; sipCallId?: string }
    }[]
    const sipCallId = facts.find(({ fact }) => fact.kind === 'offered')?.fact.sipCallId
    const began = logged<{ type: string; id: string; at: number }>(this.userData, 'practice').find(
      ({ type, id }) => type === 'call' && id === sipCallId,
    )
    const painted = logged<{ call: string; at: number }>(this.userData, 'pop').find(
      (pop) => pop.call === call.id,
    )
    this.rows.push({
      what,
      customer: row.customer?.name ?? '–',
      call: row,
      popMs: began && painted ? painted.at - began.at : null,
      heardHere,
      heardThere: await this.heardThere(this.rows.length),
    })
  }

  /** What the customer of the n-th call heard in the loudest second, as the practice line measured it. */
  private async heardThere(index: number): Promise<number> {
    const deadline = Date.now() + WAIT_MS
    for (;;) {
      const ended = logged<Ended & { type: string }>(this.userData, 'practice').filter(
        ({ type }) => type === 'ended',
      )[index]
      if (ended) return Math.max(0, ...(ended.media?.heard.perSecond ?? []))
      if (Date.now() > deadline) throw new Error('the practice line did not tell what the customer heard')
      await delay(50)
    }
  }
}

async function inbound(shift: Shift): Promise<void> {
  const call = await shift.answerNext('inbound')
  const heard = await shift.talk(call)
  await shift.picture('inbound-talking')
  await shift.hangUp(call)
  await shift.wrapUp(call, 'Resolved', 'Invoice explained', 'inbound')
  await shift.note('inbound', call, heard)
}

async function inboundOnHold(shift: Shift, page: Page): Promise<void> {
  const call = await shift.answerNext('hold')
  const heard = await shift.talk(call)
  await page.keyboard.press('Control+Shift+H')
  await until(page, 'hold', ({ calls }) => calls.find(({ id, held }) => id === call.id && held))
  await delay(TALK_MS / 2)
  await shift.picture('hold-held')
  await page.keyboard.press('Control+Shift+H')
  await until(page, 'the call back', ({ calls }) => calls.find(({ id, held }) => id === call.id && !held))
  await shift.talk(call)
  await shift.hangUp(call)
  await shift.wrapUp(call, 'Callback', 'Promised to call back on Monday', 'hold')
  await shift.note('inbound, held', call, heard)
}

async function inboundTransferred(shift: Shift, page: Page): Promise<void> {
  const call = await shift.answerNext('transfer')
  const heard = await shift.talk(call)
  await page.getByRole('button', { name: 'Transfer', exact: true }).click()
  await page
    .getByRole('combobox', { name: 'Customer or number' })
    .or(page.getByRole('textbox', { name: 'Customer or number' }))
    .first()
    .fill('200')
  await shift.picture('transfer-panel')
  await page.getByRole('button', { name: 'Transfer now' }).click()
  await shift.wrapUpOpens(call)
  await shift.wrapUp(call, 'Escalated', 'To the second line', 'transfer')
  await shift.note('inbound, transferred', call, heard)
}

async function outbound(shift: Shift, page: Page, number: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.keyboard.type(number)
  await page.keyboard.press('Enter')
  const call = await until(page, 'the answered call', ({ calls }) =>
    calls.find((one) => one.direction === 'outbound' && one.phase === 'connected'),
  )
  const heard = await shift.talk(call)
  await shift.picture('outbound-talking')
  await shift.hangUp(call)
  await shift.wrapUp(call, 'Sale', 'Renewed for a year', 'outbound')
  await shift.note('outbound', call, heard)
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

function printTable(rows: readonly Row[]): void {
  const head = [
    'call',
    'customer popped',
    'ring',
    'talk',
    'hold',
    'wrap-up',
    'handle',
    'disposition',
    'pop',
    'heard here',
    'heard there',
  ]
  const cells = rows.map(({ what, customer, call, popMs, heardHere, heardThere }) => [
    what,
    customer,
    seconds(call.durations.ring),
    seconds(call.durations.talk),
    seconds(call.durations.hold),
    seconds(call.durations.wrapUp),
    seconds(call.durations.handle),
    call.disposition ?? '–',
    popMs === null ? '–' : `${popMs.toFixed(0)} ms`,
    heardHere.toFixed(3),
    heardThere.toFixed(3),
  ])
  const widths = head.map((_, column) =>
    Math.max(...[head, ...cells].map((row) => [...(row[column] ?? '')].length)),
  )
  for (const row of [head, ...cells]) {
    console.log(
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length))
        .join('  ')
        .trimEnd(),
    )
  }
}

async function begin(offhook: RunningOffhook, shift: Shift): Promise<void> {
  const { agent: page } = offhook
  await shift.picture('first-run')
  await page.getByRole('button', { name: /practice calls/i }).click()
  await until(page, 'the practice line', ({ line }) => line.state === 'registered')
  await until(page, 'the sample customers', ({ customers }) => customers.count >= 450)
}

/** Plays the shift and prints its table. Gives 0 when every call had its customer and audio both ways. */
export async function playShift({ pictures, env }: ShiftOptions): Promise<number> {
  const userData = mkdtempSync(join(tmpdir(), 'offhook-demo-'))
  const microphone = join(userData, 'microphone.wav')
  mkdirSync(pictures, { recursive: true })
  writeSpeechFile(microphone, 7)
  const offhook = await launchOffhook({
    userData,
    microphone: { file: microphone },
    // Customers of the script call when they are asked to, and not by themselves.
    env: { ...env, OFFHOOK_PRACTICE: JSON.stringify({ calls: false, seed: 11 }) },
  })
  try {
    const shift = new Shift(offhook.agent, userData, pictures)
    await begin(offhook, shift)
    await inbound(shift)
    await inboundOnHold(shift, offhook.agent)
    await inboundTransferred(shift, offhook.agent)
    await outbound(shift, offhook.agent, '600')
    await offhook.agent
      .getByRole('link', { name: 'Calls' })
      .or(offhook.agent.getByRole('tab', { name: 'Calls' }))
      .or(offhook.agent.getByRole('button', { name: 'Calls' }))
      .first()
      .click()
    await shift.picture('history')
    printTable(shift.rows)
    const silent = shift.rows.filter(
      ({ heardHere, heardThere }) => heardHere < AUDIBLE || heardThere < AUDIBLE,
    )
    for (const { what } of silent) console.error(`${what}: no audio both ways`)
    console.log(`Screenshots: ${pictures}`)
    return silent.length === 0 ? 0 : 1
  } catch (error) {
    await offhook.agent.screenshot({ path: join(pictures, 'failed.png') }).catch(() => undefined)
    throw error
  } finally {
    await offhook.close()
    rmSync(userData, { recursive: true, force: true })
  }
}
