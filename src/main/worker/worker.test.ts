import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ImportProgress } from '../../contract/view.ts'
import type { Customers } from '../customers/customers.ts'
import { openCustomers } from '../customers/open.ts'
import { createWorkerClient, type WorkerClient, type WorkerPipe } from './client.ts'

let folder: string
let customersFile: string
let customers: Customers
let client: WorkerClient
let children: ChildProcess[]
let reports: ImportProgress[]

function spawn(): WorkerPipe {
  const child = fork(join(import.meta.dirname, 'worker.ts'), [customersFile], { stdio: 'inherit' })
  children.push(child)
  return {
    post: (message) => {
      child.send(message)
    },
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.on('exit', () => listener()),
    kill: () => {
      child.kill()
    },
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-worker-'))
  customersFile = join(folder, 'customers.db')
  customers = openCustomers(customersFile).customers
  children = []
  reports = []
  client = createWorkerClient({
    spawn,
    onProgress: (progress) => reports.push(progress),
    onSync: () => undefined,
    onEnded: () => undefined,
    log: () => undefined,
  })
})

afterEach(async () => {
  client.stop()
  await vi.waitFor(() =>
    expect(children.every((child) => child.exitCode !== null || child.signalCode !== null)).toBe(true),
  )
  customers.close()
  rmSync(folder, { recursive: true, force: true })
})

const WAIT = { timeout: 15_000 }
const ended = () => vi.waitFor(() => expect(reports.at(-1)?.state).not.toBe('running'), WAIT)

function writeTable(rows: number): string {
  const file = join(folder, 'customers.csv')
  const lines = Array.from({ length: rows }, (_, at) => `K${at},Customer ${at},030 ${20_000_000 + at}`)
  writeFileSync(file, ['ID,Name,Phone', ...lines].join('\n'))
  return file
}

async function start(file: string) {
  const preview = await client.preview({ file, encoding: null, delimiter: null, hasHeader: null })
  if (!preview.ok) throw new Error(preview.reason)
  return client.importFile({ ...preview.value, country: 'DE' })
}

describe('the worker', () => {
  it('previews and imports in its own process', async () => {
    const file = writeTable(1_000)
    expect(await start(file)).toEqual({ ok: true, value: null })
    expect(reports[0]).toMatchObject({ file, state: 'running', read: 0 })
    await ended()
    expect(reports.at(-1)).toMatchObject({ file, state: 'done', added: 1_000 })
    expect(customers.find('+493020000999', 'DE')[0]?.customer.name).toBe('Customer 999')
    expect(children).toHaveLength(1)
  })

  it('does one import at a time, and ends it when asked', async () => {
    const file = writeTable(30_000)
    await start(file)
    expect(
      client.importFile({
        file,
        encoding: 'utf-8',
        delimiter: ',',
        hasHeader: true,
        mapping: {},
        country: 'DE',
      }),
    ).toEqual({
      ok: false,
      reason: 'busy',
    })
    await vi.waitFor(() => expect(reports.at(-1)?.added).toBeGreaterThan(0), WAIT)
    client.cancel()
    await ended()
    expect(reports.at(-1)?.state).toBe('cancelled')
    expect(customers.count()).toBe(reports.at(-1)?.added)
  })

  it('lets main save while it imports', async () => {
    await start(writeTable(6_000))
    await vi.waitFor(() => expect(reports.at(-1)?.added).toBeGreaterThan(0), WAIT)
    const saved = customers.save(
      {
        id: null,
        name: 'By hand',
        company: '',
        email: '',
        city: '',
        country: '',
        notes: '',
        numbers: [],
        fields: [],
      },
      'DE',
    )
    expect(saved.ok).toBe(true)
    await ended()
    expect(reports.at(-1)).toMatchObject({ state: 'done', added: 6_000 })
    expect(customers.count()).toBe(6_001)
  })

  it('fails the import of a worker that died, keeps what was committed, and starts again', async () => {
    const file = writeTable(30_000)
    await start(file)
    await vi.waitFor(() => expect(reports.at(-1)?.added).toBeGreaterThan(0), WAIT)
    children[0]?.kill('SIGKILL')
    await ended()
    expect(reports.at(-1)).toMatchObject({ state: 'failed', message: 'workerEnded' })
    const kept = customers.count()
    expect(kept).toBeGreaterThan(0)
    writeTable(100)
    await start(file)
    await ended()
    expect(reports.at(-1)).toMatchObject({ state: 'done', unchanged: 100 })
    expect(customers.count()).toBe(kept)
    expect(children).toHaveLength(2)
  })

  it('refuses a preview of what is no text, and an import without names', async () => {
    const file = join(folder, 'picture.csv')
    writeFileSync(file, Buffer.alloc(1_000))
    const asked = { file, encoding: null, delimiter: null, hasHeader: null }
    expect(await client.preview(asked)).toEqual({ ok: false, reason: 'notText' })
    const order = { file, encoding: 'utf-8', delimiter: ',', hasHeader: true, country: 'DE' }
    expect(client.importFile({ ...order, mapping: { '0': 'email' } })).toEqual({
      ok: false,
      reason: 'noNameColumn',
    })
  })

  it('tells a whole copy of a database from one that was damaged', async () => {
    customers.close()
    expect(await client.verify(customersFile)).toBe(true)
    writeFileSync(
      join(folder, 'damaged.db'),
      'not a database at all, but long enough to be looked at'.repeat(100),
    )
    expect(await client.verify(join(folder, 'damaged.db'))).toBe(false)
    expect(await client.verify(join(folder, 'missing.db'))).toBe(false)
    customers = openCustomers(customersFile).customers
  })

  it('takes the customers of one source away again, but none that an agent has changed', async () => {
    writeFileSync(
      join(folder, 'practice customers.csv'),
      'Name,Phone\nAda Byron,+12025550101\nKen Ito,+12025550102\n',
    )
    const mapping = { '0': 'name', '1': 'number:Phone' }
    const form = { encoding: 'utf-8', delimiter: ',', hasHeader: true, mapping, country: 'US' }
    client.importFile({ file: join(folder, 'practice customers.csv'), ...form })
    await ended()
    const [ken] = customers.find('+12025550102', 'US')
    if (!ken) throw new Error('not imported')
    customers.save({ ...ken.customer, notes: 'prefers mail' }, 'US')
    expect(customers.removeSource('csv:practice customers')).toBe(1)
    expect(customers.find('+12025550101', 'US')).toEqual([])
    expect(customers.search('Ada', 5)).toEqual([])
    expect(customers.find('+12025550102', 'US')).toHaveLength(1)
    expect(customers.count()).toBe(1)
  })
})
