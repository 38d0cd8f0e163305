import { describe, expect, it } from 'vitest'
import { asLite, createIceRole } from './ice-role.ts'

describe('control over a call’s ICE', () => {
  it('is taken with the first restart of ours in a call that the far end began, and once', () => {
    const role = createIceRole()
    role.offered('far', false)
    expect(role.takesControl()).toBe(false)
    role.offered('us', false)
    expect(role.takesControl()).toBe(false)
    role.offered('us', true)
    expect(role.takesControl()).toBe(true)
    role.offered('us', true)
    expect(role.takesControl()).toBe(false)
  })

  it('is ours from the beginning in a call that we began', () => {
    const role = createIceRole()
    role.offered('us', false)
    role.offered('us', true)
    expect(role.takesControl()).toBe(false)
  })

  it('is not taken when the far end offers anew after a restart of ours that it refused', () => {
    const role = createIceRole()
    role.offered('far', false)
    role.offered('us', true)
    role.offered('far', false)
    expect(role.takesControl()).toBe(false)
  })
})

it('a description of a lite end says so once, for the whole session', () => {
  const sdp =
    'v=0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 0.0.0.0\r\nm=video 0 RTP/AVP 0\r\n'
  expect(asLite(sdp)).toBe(sdp.replace('\r\nm=audio', '\r\na=ice-lite\r\nm=audio'))
})
