import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog, readLog } from './log.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-log-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('what was logged can be read back, a message of several lines in one piece', async () => {
  const file = join(folder, 'deep', 'offhook.log')
  createLog(file, { echo: false })('warn', 'first\nsecond')
  const [line = '', ...more] = await readLog(file, 0, Date.now() + 1_000)
  expect(line).toMatch(/Z warn first$/)
  expect(more).toEqual(['  second'])
})

test('only the lines of the time asked for are read, out of the file before too', async () => {
  const file = join(folder, 'offhook.log')
  writeFileSync(`${file}.1`, '2026-01-01T10:00:00.000Z info a\n2026-01-01T11:00:00.000Z info b\n  goes on\n')
  writeFileSync(file, '2026-01-01T11:30:00.000Z info c\n2026-01-01T12:00:00.000Z info d\n')
  const [from, to] = [Date.parse('2026-01-01T11:00:00Z'), Date.parse('2026-01-01T11:59:59Z')]
  expect(await readLog(file, from, to)).toEqual([
    '2026-01-01T11:00:00.000Z info b',
    '  goes on',
    '2026-01-01T11:30:00.000Z info c',
  ])
})

test('a log that is not there has no lines', async () => {
  expect(await readLog(join(folder, 'none.log'), 0, Number.MAX_SAFE_INTEGER)).toEqual([])
})

test('a full log becomes the one before', async () => {
  const file = join(folder, 'offhook.log')
  writeFileSync(file, 'x'.repeat(6 * 2 ** 20))
  createLog(file, { echo: false })('info', 'new')
  expect(readFileSync(file, 'utf8')).toMatch(/ info new\n$/)
  expect(readFileSync(`${file}.1`).length).toBe(6 * 2 ** 20)
})
