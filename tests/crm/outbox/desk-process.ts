// The phone without its desktop, in a process that can be killed: facts and commands come from the test, its worker is the
// product's own, and the journal lies on the disk.
import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { CallFact } from '../../../src/domain/call/facts.ts'
import { ok, refuse } from '../../../src/domain/result.ts'
import { appPaths } from '../../../src/main/desktop/paths.ts'
import { createPhone } from '../../../src/main/phone.ts'
import type { WorkerPipe } from '../../../src/main/worker/client.ts'
import { connectorAsTold } from './connector-as-told.ts'

export type ToDesk =
  | {
      readonly job: number
      readonly kind: 'facts'
      readonly call: string
      readonly facts: readonly CallFact[]
    }
  | { readonly job: number; readonly kind: 'command'; readonly name: string; readonly input: unknown }
  | { readonly job: number; readonly kind: 'outbox' }
export type FromDesk =
  | { readonly kind: 'ready' }
  | { readonly kind: 'worker'; readonly pid: number }
  | { readonly kind: 'answer'; readonly job: number; readonly answer: unknown }

const [, , userData = ''] = process.argv
const tell = (message: FromDesk): void => void process.send?.(message)

function spawnWorker(): WorkerPipe {
  const script = join(import.meta.dirname, 'scripted-worker.ts')
  const child = fork(script, [paths.customers], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  if (child.pid !== undefined) tell({ kind: 'worker', pid: child.pid })
  return {
    post: (message) => void child.send(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', () => listener()),
    kill: () => void child.kill(),
  }
}

const paths = appPaths(userData, userData)
const phone = createPhone({
  paths,
  version: '0.0.0',
  log: () => {},
  homeCountry: () => 'US',
  secrets: { encrypt: async (secret) => ok(btoa(secret)), decrypt: async (sealed) => atob(sealed) },
  secretStore: () => 'system',
  systemLanguage: () => 'en',
  oauth: {
    signIn: async () => refuse('offline'),
    cancel: () => {},
    accessToken: async () => null,
  },
  practice: { start: async () => null, callMe: () => {}, push: () => {}, stop: () => {} },
  mediaPipe: { send: () => {}, onReport: () => {}, onReset: () => {} },
  spawnWorker,
  connectors: [connectorAsTold()],
  chooseImportFile: async () => null,
  chooseCaFile: async () => null,
  saveTrace: async () => ok(false),
  hotkeyState: () => 'off',
  settingsChanged: () => {},
  changed: () => {},
})
phone.desk.recover()
await phone.accounts.start(false, null)
await phone.connections.start()
phone.outbox.start()
setInterval(() => phone.desk.tick(), 200)

async function answerTo(asked: ToDesk): Promise<unknown> {
  if (asked.kind === 'outbox') return phone.outbox.view()
  if (asked.kind === 'command') {
    const commands: Readonly<Record<string, (input: never) => unknown>> = phone.commands
    return await commands[asked.name]?.(asked.input as never)
  }
  for (const fact of asked.facts) phone.desk.fact(asked.call, fact)
  return null
}
process.on('message', (message) => {
  const asked = message as ToDesk
  void answerTo(asked).then((answer) => tell({ kind: 'answer', job: asked.job, answer }))
})
process.on('disconnect', () => process.exit())
tell({ kind: 'ready' })
