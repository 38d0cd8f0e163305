import { expect, test } from 'vitest'
import { troublesIn, uncaughtIn } from './troubles.ts'

const line = (rest: string): string => `2026-03-01T09:00:00.000Z ${rest}\n`
const error = line('error the page of app://agent/ died: crashed (5)')
const rejection = line('error unhandled rejection: Error: no such call\n      at take (call.ts:7:1)')
const inMedia = line('warn Uncaught TypeError: no track') + line('warn unhandled: Error: closed')
const harmless = line('info registered') + line('warn a call did not take the microphone: Error: uncaught')

test('an error is a trouble; only one that nobody caught is named as such', () => {
  const log = harmless + error + rejection + inMedia
  const uncaught = [
    '2026-03-01T09:00:00.000Z error unhandled rejection: Error: no such call',
    '2026-03-01T09:00:00.000Z warn Uncaught TypeError: no track',
    '2026-03-01T09:00:00.000Z warn unhandled: Error: closed',
  ]
  expect(uncaughtIn(log)).toEqual(uncaught)
  expect(troublesIn(log)).toEqual([error.trim(), ...uncaught])
})

test('a log without errors has no troubles', () => {
  expect(troublesIn(harmless)).toEqual([])
  expect(troublesIn('')).toEqual([])
})
