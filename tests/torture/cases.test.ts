import { describe, expect, it } from 'vitest'
import { ANSWERS, type AnswerName } from '../../src/main/sip/message/answers.ts'
import { OWN, RFC4475 } from './all.ts'
import { RESPONSES } from './rfc4475/responses.ts'
import { OTHERWISE } from './ways.ts'

describe('the cases', () => {
  it('are all there, each under a name of its own', () => {
    const names = [...RFC4475, ...OWN].map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(RFC4475.length + RESPONSES.length).toBe(49)
    for (const one of Object.values(OTHERWISE).flatMap((cases) => Object.keys(cases))) {
      expect(names).toContain(one)
    }
  })
})

describe('the table of what the guard answers', () => {
  it('has a case for every row, but for those that depend on more than the message', () => {
    const byState: readonly AnswerName[] = ['flood', 'ourOwn', 'failed']
    const given = [...RFC4475, ...OWN].flatMap(({ expected }) =>
      expected.kind === 'answered' ? expected.code : [],
    )
    for (const name of Object.keys(ANSWERS) as AnswerName[]) {
      if (!byState.includes(name)) expect(given, name).toContain(ANSWERS[name].code)
    }
  })
})
