import { expect, test } from 'vitest'
import type { CallFact, StampedFact } from '../../domain/call/facts.ts'
import { ok } from '../../domain/result.ts'
import type { TracedMessage } from '../../domain/sip-message.ts'
import { traceCommands } from './trace-commands.ts'

const stamped = (wall: number, fact: CallFact): StampedFact => ({
  call: 'a',
  at: { run: 'r', mono: wall, wall },
  fact,
})
const party = { number: '+12025550143', displayName: null }
const message: TracedMessage = {
  direction: 'in',
  wall: 1_760_000_000_100,
  text: 'SIP/2.0 486 Busy Here\r\nCall-ID: abc\r\nCSeq: 1 INVITE\r\n\r\n',
}

function setUp(first: CallFact) {
  const saved: { name: string; text: string }[] = []
  const commands = traceCommands({
    facts: () => [stamped(1_760_000_000_000, first), stamped(1_760_000_000_200, { kind: 'farRinging' })],
    messages: async (id) => (id === 'abc' ? [message] : []),
    log: async (from, to) => [`log of ${from} to ${to}`],
    about: 'Offhook 1.2.3 linux x64',
    save: async (name, text) => {
      saved.push({ name, text })
      return ok(true)
    },
  })
  return { commands, saved }
}

test('a call’s messages are found by the Call-ID of its first fact, whoever began it', async () => {
  const out = setUp({ kind: 'dialed', line: 'l', party, sipCallId: 'abc' })
  expect(await out.commands['trace.get']({ call: 'a' })).toEqual([message])
  const inbound = setUp({ kind: 'offered', line: 'l', party, sipCallId: 'abc', headers: {} })
  expect(await inbound.commands['trace.get']({ call: 'a' })).toEqual([message])
  const old = setUp({ kind: 'dialed', line: 'l', party })
  expect(await old.commands['trace.get']({ call: 'a' })).toEqual([])
})

test('what is saved tells version, facts and messages, each with its time, and the log around them', async () => {
  const { commands, saved } = setUp({ kind: 'dialed', line: 'l', party, sipCallId: 'abc' })
  expect(await commands['trace.save']({ call: 'a' })).toEqual(ok(true))
  expect(saved[0]?.name).toBe('offhook-call-2025-10-09T085320.txt')
  for (const part of [
    'Offhook 1.2.3 linux x64',
    '2025-10-09T08:53:20.200Z {"kind":"farRinging"}',
    '2025-10-09T08:53:20.100Z <<< 486 Busy Here (INVITE)\nSIP/2.0 486 Busy Here\nCall-ID: abc',
    'LOG\nlog of 1759999880000 to 1760000120200',
  ]) {
    expect(saved[0]?.text).toContain(part)
  }
})
