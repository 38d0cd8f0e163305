import { describe, expect, it } from 'vitest'
import { parseServerUrl } from './server-url.ts'

describe('the server address', () => {
  it('takes wss with and without a port and a path', () => {
    expect(parseServerUrl(' wss://pbx.example:7443/ws ')).toEqual({
      ok: true,
      value: { url: 'wss://pbx.example:7443/ws', host: 'pbx.example', port: 7443, secure: true },
    })
    expect(parseServerUrl('wss://pbx.example')).toMatchObject({ ok: true, value: { port: 443 } })
  })

  it.each(['ws://localhost:5066/ws', 'ws://127.0.0.1:5066', 'ws://127.9.0.1', 'ws://[::1]:80/'])(
    'takes unencrypted %s, which stays on this computer',
    (text) => {
      expect(parseServerUrl(text)).toMatchObject({ ok: true, value: { secure: false } })
    },
  )

  it.each([
    'ws://pbx.example',
    'ws://10.0.0.1',
    'ws://127.0.0.1.evil.example',
    'ws://localhost.evil.example',
  ])('refuses unencrypted %s', (text) => {
    expect(parseServerUrl(text)).toEqual({ ok: false, reason: 'notEncrypted' })
  })

  it.each(['', 'pbx.example', 'https://pbx.example', 'wss://', 'wss://user:secret@pbx.example', 'sip:pbx'])(
    'refuses %j, which is no such address',
    (text) => {
      expect(parseServerUrl(text)).toEqual({ ok: false, reason: 'badAddress' })
    },
  )
})
