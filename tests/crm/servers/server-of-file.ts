import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'

/** Tryton's database is made in a quarter of a minute, where nothing else runs. */
const LONG = 300_000

/** A server for all tests of a file, in a folder that goes with it. */
export function serverOfFile<Server extends { readonly stop: () => Promise<void> }>(
  start: (folder: string) => Promise<Server>,
): () => Server {
  let folder = ''
  let server: Server | null = null
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offhook-crm-'))
    server = await start(folder)
  }, LONG)
  afterAll(async () => {
    await server?.stop()
    await rm(folder, { recursive: true, force: true })
  })
  return () => {
    if (!server) throw new Error('the server was not started')
    return server
  }
}
