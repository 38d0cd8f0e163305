import { describe, expect, it } from 'vitest'
import { maskNumber, maskNumbers } from './mask.ts'

describe('numbers in logs', () => {
  it('keep their shape and the last two digits', () => {
    expect(maskNumber('+1 202-555-0143')).toBe('+• •••-•••-••43')
  })

  it('keep extensions', () => {
    expect(maskNumber('1001')).toBe('1001')
    expect(maskNumbers('call to 601 refused with 486')).toBe('call to 601 refused with 486')
  })

  it('are found in a text', () => {
    expect(maskNumbers('INVITE sip:+12025550143@pbx.example SIP/2.0')).toBe(
      'INVITE sip:+•••••••••43@pbx.example SIP/2.0',
    )
  })

  it('leave a text without numbers as it is', () => {
    expect(maskNumbers('Failed to parse incoming message.')).toBe('Failed to parse incoming message.')
  })
})
