import type { PeerCertificate } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { identityError } from './certificate.ts'

const madeOutFor = (subjectaltname: string): PeerCertificate =>
  ({ subject: { CN: 'pbx' }, subjectaltname }) as unknown as PeerCertificate

describe('a certificate', () => {
  it.each([
    ['pbx.example', 'DNS:pbx.example'],
    ['192.0.2.1', 'IP Address:192.0.2.1'],
    ['isp.example', 'DNS:node7.isp.example, URI:sip:isp.example'],
    ['ISP.example', 'URI:sip:isp.EXAMPLE'],
  ])('is for %s when it says %s', (name, says) => {
    expect(identityError(name, madeOutFor(says))).toBeUndefined()
  })

  it.each([
    ['pbx.example', 'DNS:other.example'],
    ['pbx.example', 'URI:sip:pbx.example.net'],
    ['pbx.example', 'URI:sip:agent@pbx.example'],
    ['pbx.example', 'URI:https://pbx.example'],
    ['pbx.example', 'DNS:"x.example, URI:sip:pbx.example, y"'],
  ])('is not for %s when it says %s', (name, says) => {
    expect(identityError(name, madeOutFor(says))).toBeInstanceOf(Error)
  })
})
