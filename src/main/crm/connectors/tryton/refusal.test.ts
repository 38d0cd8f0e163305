import { describe, expect, it } from 'vitest'
import { refusalOf } from './refusal.ts'

describe('what Tryton refuses with', () => {
  it.each([
    [
      ['UserError', ['The phone number is not valid.', 'Write another.', null]],
      'rejected',
      'The phone number is not valid. Write another.',
    ],
    [
      ['UserWarning', ['party.1.name', 'Parties have different names.', '']],
      'rejected',
      'Parties have different names.',
    ],
    [['UserError', []], 'rejected', 'without saying why'],
    [['ConcurrencyException', 'Records were modified in the meanwhile'], 'conflict', ''],
    [['LoginException', ['totp', 'Code', 'char']], 'signIn', ''],
    [["'nonsense'", 'Traceback'], 'server', "'nonsense'"],
    ['what', 'badAnswer', ''],
  ])('%j is %s', (error, reason, words) => {
    expect(refusalOf('model.party.party.write', error)).toMatchObject({
      reason,
      detail: expect.stringContaining(words),
    })
  })
})
