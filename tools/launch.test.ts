import { expect, test } from 'vitest'
import { runtimeArguments } from './launch.ts'

test('a user with a graphics card gets the sandbox and the real microphone', () => {
  expect(runtimeArguments({}, { isRoot: false, hasGpu: true })).toEqual([])
})

test('only root goes without the sandbox', () => {
  expect(runtimeArguments({}, { isRoot: true, hasGpu: true })).toEqual(['--no-sandbox'])
})

test('the fake microphone can play a file', () => {
  const args = runtimeArguments(
    { userData: '/tmp/a', microphone: { file: '/tmp/speech.wav' } },
    { isRoot: false, hasGpu: false },
  )
  expect(args).toContain('--user-data-dir=/tmp/a')
  expect(args).toContain('--use-fake-device-for-media-stream')
  expect(args).toContain('--use-file-for-fake-audio-capture=/tmp/speech.wav')
})
