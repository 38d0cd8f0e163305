// The relay in a process of its own, so that what is counted of it is its own work. Its media window is the bench.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { MediaReport, NumberedMediaOrder } from '../../../src/contract/media.ts'
import type { PlainMedia } from '../../../src/domain/line.ts'
import { createMedia } from '../../../src/main/media/create-media.ts'
import { fillHoles, keep } from './kept.ts'

export type Question =
  | { readonly ask: 'describe'; readonly call: string }
  | { readonly ask: 'accept'; readonly call: string; readonly sdp: string }
  | { readonly ask: 'release'; readonly call: string }
  /** Collecting garbage stops everything for a while: only where memory is what counts. */
  | { readonly ask: 'usage'; readonly collect: boolean }
  /** So that no leak can hide in what malloc has left over. */
  | { readonly ask: 'fill' }
  /** A leak on purpose. */
  | { readonly ask: 'lose'; readonly bytes: number }

/** CPU in microseconds since the process began; bytes; the loop's worst delay since last asked. */
export type Usage = {
  readonly cpu: number
  readonly heap: number
  readonly rss: number
  readonly loopMs: number
}

export type ToRelay = { readonly report: MediaReport } | { readonly id: number; readonly question: Question }
export type FromRelay =
  | { readonly order: NumberedMediaOrder }
  | { readonly id: number; readonly answer: string | Usage | null }

const media: PlainMedia = { codecs: ['PCMU'], srtp: 'off', stunServer: '', ports: null }
const path = { localAddress: () => '127.0.0.1' }
const loop = monitorEventLoopDelay({ resolution: 1 })
loop.enable()

const tell = (message: FromRelay): void => void process.send?.(message)
let reportTo: (report: MediaReport) => void = () => {}

const created = createMedia(
  {
    send: (order) => tell({ order }),
    onReport: (listener) => {
      reportTo = listener
    },
    onReset: () => {},
  },
  { window: () => {}, report: () => {}, tone: () => {} },
  { log: (message) => console.error(message) },
)

const handlerOf = (call: string) => created.descriptionHandler(call, { kind: 'plain', media }, path)

/** What filled the holes, which is none of the relay's. */
let filling = 0

const collectGarbage = (): void => {
  for (let round = 0; round < 3; round += 1) globalThis.gc?.()
}

function heapInUse(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external - filling
}

function fill(): void {
  collectGarbage()
  const before = heapInUse()
  fillHoles()
  collectGarbage()
  filling += heapInUse() - before
}

function usage(collect: boolean): Usage {
  if (collect) collectGarbage()
  const { user, system } = process.cpuUsage()
  const loopMs = loop.max / 1e6
  loop.reset()
  return { cpu: user + system, heap: heapInUse(), rss: process.memoryUsage.rss(), loopMs }
}

async function answerTo(question: Question): Promise<string | Usage | null> {
  switch (question.ask) {
    case 'describe':
      return (await handlerOf(question.call).getDescription()).body
    case 'accept':
      await handlerOf(question.call).setDescription(question.sdp)
      return null
    case 'release':
      created.release(question.call)
      return null
    case 'usage':
      return usage(question.collect)
    case 'fill':
      fill()
      return null
    case 'lose':
      keep(question.bytes)
      return null
  }
}

process.on('message', (message: ToRelay) => {
  if ('report' in message) reportTo(message.report)
  else {
    const { id, question } = message
    answerTo(question).then(
      (answer) => tell({ id, answer }),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
})
process.on('disconnect', () => process.exit(0))
