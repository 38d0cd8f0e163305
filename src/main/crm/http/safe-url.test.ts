import { describe, expect, it } from 'vitest'
import { parseCrmUrl } from './safe-url.ts'

describe('the address of a CRM', () => {
  it.each([
    'https://crm.example/x?y=z',
    ' https://crm.example ',
    'http://localhost:8000',
    'http://127.0.0.1/a',
    'http://[::1]:5232/',
  ])('may be %s', (text) => {
    expect(parseCrmUrl(text)).toMatchObject({ ok: true })
  })

  it.each([
    'http://crm.example',
    'http://10.0.0.1',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
  ])('is refused unencrypted: %s', (text) => {
    expect(parseCrmUrl(text)).toEqual({ ok: false, reason: 'notEncrypted' })
  })

  it.each([
    '',
    'crm.example',
    'ftp://crm.example',
    'file:///etc/passwd',
    'https://',
    'https://a:b@crm.example',
  ])('is none: %j', (text) => {
    expect(parseCrmUrl(text)).toEqual({ ok: false, reason: 'badUrl' })
  })
})
