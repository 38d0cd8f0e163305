import { describe, expect, it } from 'vitest'
import { END_CAUSES } from '../../domain/call/facts.ts'
import { causeOfBye, causeOfCancel, causeOfRefusal, parseReason, remarksOf } from './end-cause.ts'

describe('why a call was not answered', () => {
  it('is known for every status', () => {
    for (let code = 300; code <= 699; code += 1) expect(END_CAUSES).toContain(causeOfRefusal(code, []))
  })

  it.each([
    [480, 'Q.850;cause=17', 'busy'],
    [480, 'Q.850;cause=19;text="no answer"', 'noAnswer'],
    [503, 'Q.850;cause=34', 'network'],
    [500, 'Q.850;cause=1', 'notFound'],
    [403, 'Q.850;cause=21', 'declined'],
    [503, 'Q.850;cause=16', 'server'],
    [486, 'Q.850;cause=1', 'busy'],
    [480, 'SIP;cause=603', 'unavailable'],
    [480, 'nonsense', 'unavailable'],
  ])('%i with %s is %s', (code, reason, cause) => {
    expect(causeOfRefusal(code, [reason])).toBe(cause)
  })
})

describe('why a call ended', () => {
  it('is a hang-up, unless the network says that it failed', () => {
    expect(causeOfBye([])).toBe('hungUp')
    expect(causeOfBye(['Q.850;cause=16'])).toBe('hungUp')
    expect(causeOfBye(['Q.850;cause=38'])).toBe('network')
  })

  it('was answered elsewhere when one of the reasons says so', () => {
    expect(causeOfCancel(['Q.850;cause=16', 'SIP ;cause=200 ;text="Call completed elsewhere"'])).toBe(
      'answeredElsewhere',
    )
    expect(causeOfCancel(['Q.850;cause=26'])).toBe('answeredElsewhere')
    expect(causeOfCancel(['SIP;cause=487'])).toBe('missed')
    expect(causeOfCancel([])).toBe('missed')
  })
})

describe('a Reason header', () => {
  it('is read with and without text', () => {
    expect(parseReason('SIP;cause=200;text="a;b"')).toEqual({ protocol: 'SIP', cause: 200, text: 'a;b' })
    expect(parseReason('q.850 ; cause = 16')).toEqual({ protocol: 'Q.850', cause: 16, text: '' })
    expect(parseReason('SIP;text="x"')).toBeNull()
  })
})

describe('what is said beside a status', () => {
  const remarks = (headers: Readonly<Record<string, readonly string[]>>) =>
    remarksOf({ getHeaders: (name) => headers[name] ?? [] })

  it('is read from every Reason and Warning', () => {
    expect(
      remarks({
        reason: ['Q.850;cause=17;text="User busy", SIP;cause=486', 'nonsense'],
        warning: ['304 pbx.example:5060 "Media type, say \\"video\\", not available"', '399 x'],
      }),
    ).toEqual([
      { by: 'Q.850', code: 17, text: 'User busy' },
      { by: 'SIP', code: 486, text: '' },
      { by: 'pbx.example:5060', code: 304, text: 'Media type, say "video", not available' },
    ])
  })

  it('has an end', () => {
    const long = remarks({ reason: Array(50).fill(`SIP;cause=200;text="${'x'.repeat(5_000)}"`) })
    expect(long).toHaveLength(8)
    expect(long[0]?.text).toHaveLength(200)
  })
})
