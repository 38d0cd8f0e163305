import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CrmView } from '../../../src/contract/crm.ts'
import type { CallFact } from '../../../src/domain/call/facts.ts'
import type { Capabilities } from '../../../src/domain/crm/description.ts'
import type { ScriptedCrm } from '../../../src/main/crm/testing/scripted-crm.ts'
import { telling } from './connector-as-told.ts'
import type { FromDesk, ToDesk } from './desk-process.ts'

type Asked = ToDesk extends infer One ? (One extends ToDesk ? Omit<One, 'job'> : never) : never

/** A desk in a process of its own, which can be killed and started again on the same files. */
export type Desk = {
  readonly facts: (call: string, ...facts: readonly CallFact[]) => Promise<void>
  readonly command: <Answer>(name: string, input: unknown) => Promise<Answer>
  readonly outbox: () => Promise<Pick<CrmView, 'outbox' | 'told'>>
  readonly killWorker: () => void
  /** Kills main, and with it the worker; gives back when both are gone and main has started anew. */
  readonly killMain: () => Promise<void>
  readonly stop: () => Promise<void>
}

export async function startDesk(crm: ScriptedCrm, can: Partial<Capabilities>): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-outbox-'))
  let running = await start(folder, can)
  const ask = (asked: Asked): Promise<unknown> => running.ask(asked)
  const command = async <Answer>(name: string, input: unknown): Promise<Answer> =>
    (await ask({ kind: 'command', name, input })) as Answer
  const desk: Desk = {
    facts: async (call, ...facts) => void (await ask({ kind: 'facts', call, facts })),
    command,
    outbox: async () => (await ask({ kind: 'outbox' })) as Pick<CrmView, 'outbox' | 'told'>,
    killWorker: () => running.killWorker(),
    killMain: async () => {
      await running.kill()
      running = await start(folder, can)
    },
    stop: async () => {
      await running.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  const saved = await command('crm.save', {
    id: null,
    connector: 'scripted',
    name: 'Scripted',
    settings: { server: crm.url },
    mapping: { contact: { name: 'name', phone: 'number:Phone', company: 'company', notes: 'notes' } },
    logsCalls: true,
    dispositions: {},
    takesChanges: true,
    takesNew: true,
    everySeconds: 300,
    secret: crm.token,
    ticket: null,
    keepSecret: true,
  })
  if (!(saved as { ok: boolean }).ok) throw new Error(`not saved: ${JSON.stringify(saved)}`)
  return desk
}

async function start(folder: string, can: Partial<Capabilities>) {
  const script = join(import.meta.dirname, 'desk-process.ts')
  const child = fork(script, [folder], { env: { ...process.env, ...telling(can) } })
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (why: Error) => void }>()
  const workers = new Set<number>()
  let worker: number | null = null
  let jobs = 0
  const ready = new Promise<void>((resolve, reject) => {
    child.on('message', (message) => {
      const told = message as FromDesk
      if (told.kind === 'ready') resolve()
      else if (told.kind === 'worker') {
        worker = told.pid
        workers.add(told.pid)
      } else {
        waiting.get(told.job)?.resolve(told.answer)
        waiting.delete(told.job)
      }
    })
    child.once('exit', () => {
      reject(new Error('the desk ended'))
      for (const { reject: end } of waiting.values()) end(new Error('the desk ended'))
    })
  })
  await ready
  return {
    ask: (asked: Asked): Promise<unknown> =>
      new Promise((resolve, reject) => {
        jobs += 1
        waiting.set(jobs, { resolve, reject })
        child.send({ job: jobs, ...asked })
      }),
    killWorker: () => {
      if (worker !== null) kill(worker)
    },
    kill: async () => {
      await ended(child)
      for (const pid of workers) kill(pid)
    },
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
