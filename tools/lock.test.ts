import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withLock } from './lock.ts'
import { inRoot } from './paths.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-lock-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

test('of two callers the second enters when the first has left', async () => {
  const file = join(folder, 'a.lock')
  const order: string[] = []
  const visit = (name: string) => async (): Promise<void> => {
    order.push(`${name} in`)
    await new Promise((resolve) => setImmediate(resolve))
    order.push(`${name} out`)
  }
  await Promise.all([withLock(file, visit('first')), withLock(file, visit('second'))])
  expect(order).toEqual(['first in', 'first out', 'second in', 'second out'])
})

test('a holder that is killed gives the lock up', async () => {
  const file = join(folder, 'a.lock')
  const script = `
    const { withLock } = await import(${JSON.stringify(inRoot('tools', 'lock.ts'))})
    await withLock(${JSON.stringify(file)}, async () => { console.log('in'); await new Promise(() => setInterval(() => {}, 1000)) })`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script])
  await once(holder.stdout, 'data')
  holder.kill('SIGKILL')
  await expect(withLock(file, async () => 'entered')).resolves.toBe('entered')
})

test('work that fails leaves the lock free', async () => {
  const file = join(folder, 'a.lock')
  await expect(
    withLock(file, async () => {
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  await expect(withLock(file, async () => 1)).resolves.toBe(1)
})
