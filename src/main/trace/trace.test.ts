import { appendFileSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTrace } from './trace.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-trace-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const failed = (error: unknown) => {
  throw error
}
const start = (now = Date.now()) => createTrace(folder, { now, failed })
const invite = (id: string) => `INVITE sip:a@b SIP/2.0\r\nCall-ID: ${id}\r\nCSeq: 1 INVITE\r\n\r\n`
const ringing = (id: string) => `SIP/2.0 180 Ringing\r\nCall-ID: ${id}\r\nCSeq: 1 INVITE\r\n\r\n`

test('the messages of a call are there at once, after they were written, and after a restart', async () => {
  const trace = start()
  trace.message('in', invite('a'), 1)
  trace.message('in', invite('b'), 2)
  trace.message('out', ringing('a'), 3)
  const told = [
    { direction: 'in', wall: 1, text: invite('a') },
    { direction: 'out', wall: 3, text: ringing('a') },
  ]
  expect(await trace.of('a')).toEqual(told)
  await trace.flush()
  expect(await trace.of('a')).toEqual(told)
  expect(await start().of('a')).toEqual(told)
  expect(await start().of('unknown')).toEqual([])
})

test('what belongs to no call is not kept', async () => {
  const trace = start()
  trace.message('out', 'REGISTER sip:b SIP/2.0\r\nCall-ID: r\r\nCSeq: 1 REGISTER\r\n\r\n', 1)
  trace.message('in', ringing('r'), 2)
  trace.message('in', 'nonsense', 3)
  await trace.flush()
  expect(readdirSync(folder)).toEqual([])
})

test('a flood within one call is cut, and a huge message too', async () => {
  const trace = start()
  trace.message('in', invite('a') + 'x'.repeat(100_000), 1)
  for (let n = 0; n < 2_000; n += 1) trace.message('in', ringing('a'), n)
  await trace.flush()
  expect(await trace.of('a')).toHaveLength(500)
  expect((await trace.of('a'))[0]?.text.length).toBeLessThan(20_000)
})

test('after two weeks a trace is gone', async () => {
  const trace = start()
  trace.message('in', invite('a'), 1)
  trace.message('in', invite('b'), 1)
  await trace.flush()
  const [name = ''] = readdirSync(folder)
  const old = new Date(Date.now() - 15 * 24 * 60 * 60_000)
  utimesSync(join(folder, name), old, old)
  const next = start()
  expect(readdirSync(folder)).toHaveLength(1)
  expect((await next.of('a')).length + (await next.of('b')).length).toBe(1)
})

test('a trace that was cut off with the power is read as far as it goes', async () => {
  const trace = start()
  trace.message('in', invite('a'), 1)
  await trace.flush()
  const [name = ''] = readdirSync(folder)
  appendFileSync(join(folder, name), '{"direction":')
  expect(await start().of('a')).toEqual([{ direction: 'in', wall: 1, text: invite('a') }])
})

test('of many calls at once the one that still speaks is not forgotten', async () => {
  const trace = start()
  trace.message('in', invite('live'), 1)
  for (let n = 0; n < 300; n += 1) trace.message('in', invite(`other-${n}`), n)
  trace.message('out', ringing('live'), 2)
  await trace.flush()
  trace.message('out', ringing('live'), 3)
  await trace.flush()
  expect((await trace.of('live')).map(({ wall }) => wall)).toEqual([1, 2, 3])
})
