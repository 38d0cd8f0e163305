import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isFresh } from './build.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-build-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

function put(name: string, second: number): string {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, '')
  utimesSync(path, second, second)
  return path
}

test('a build is fresh when every output is newer than every source', () => {
  const source = put('src/deep/a.ts', 100)
  expect(isFresh([put('out/one', 200), put('out/two', 101)], [source])).toBe(true)
  expect(isFresh([put('out/one', 200), put('out/two', 99)], [source])).toBe(false)
})

test('a missing output makes a build stale', () => {
  const source = put('src/a.ts', 100)
  expect(isFresh([put('out/one', 200), join(folder, 'out/none')], [source])).toBe(false)
})

test('a file removed from a source folder makes a build stale', () => {
  rmSync(put('src/a.ts', 100))
  expect(isFresh([put('out/one', 200)], [join(folder, 'src')])).toBe(false)
})
