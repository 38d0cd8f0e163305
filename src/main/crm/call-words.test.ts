import { expect, test } from 'vitest'
import type { CallLog } from '../../domain/crm/call-log.ts'
import { callText, callTitle, callWords } from './call-words.ts'

const LOG: CallLog = {
  key: 'c0ffee',
  direction: 'inbound',
  startedAt: 0,
  answeredAt: 4_000,
  endedAt: 69_000,
  durations: { ring: 4_000, talk: 65_000, hold: 0, wrapUp: 20_400, handle: 85_400 },
  number: '+493020000001',
  line: 'sip:support@pbx.example',
  cause: 'hungUp',
  disposition: { id: 'resolved', label: 'Resolved' },
  notes: 'Invoice sent again.',
  closed: true,
}

test('a call’s text is what the agent wrote, how it ended, and where the time went', () => {
  expect(callTitle(LOG, callWords('en-GB'))).toBe('Call from +493020000001')
  expect(callText(LOG, callWords('en-GB'))).toBe(
    [
      'Invoice sent again.',
      '',
      'Resolved',
      'Number: +493020000001',
      'Line: sip:support@pbx.example',
      'Ringing 0:04, Talk 1:05, Hold 0:00, Wrap-up 0:20, Handle time 1:25',
      'Offhook c0ffee',
    ].join('\n'),
  )
})

test('it is written in the desk’s language, and in English where there are no words', () => {
  expect(callTitle({ ...LOG, direction: 'outbound' }, callWords('de-AT'))).toBe('Anruf an +493020000001')
  expect(callWords('fr')).toBe(callWords('en'))
})

test('long notes are cut, never the key that finds the entry again', () => {
  const text = callText({ ...LOG, notes: 'x'.repeat(5_000) }, callWords('en'), 1_000)
  expect(text).toHaveLength(1_000)
  expect(text.endsWith('Offhook c0ffee')).toBe(true)
})
