import { expect, test } from 'vitest'
import { needsOwnBuild } from './sqlite.ts'

test('an Electron without Node-API 10 needs a better-sqlite3 of its own', () => {
  expect(needsOwnBuild('33.2.1')).toBe(true)
  expect(needsOwnBuild('35.0.0')).toBe(true)
})

test('a newer Electron takes the binaries that better-sqlite3 brings', () => {
  expect(needsOwnBuild('36.0.0')).toBe(false)
  expect(needsOwnBuild('45.4.1')).toBe(false)
  expect(needsOwnBuild('100.0.0')).toBe(false)
})
