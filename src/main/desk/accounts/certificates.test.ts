import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCertificates } from './certificates.ts'

let folder: string
let pem: string

const file = (name: string, content: string | Buffer): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-ca-'))
  const valid = rootCertificates.find((one) => Date.parse(new X509Certificate(one).validTo) > Date.now())
  pem = new X509Certificate(valid ?? '').toString()
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('a file of certificates', () => {
  it('may hold several, with words between them', () => {
    const read = readCertificates(file('two.pem', `# our own\n${pem}\n# and again\n${pem}`))
    expect(read).toEqual({ ok: true, value: [pem, pem] })
  })

  it('may be DER', () => {
    const { raw } = new X509Certificate(pem)
    expect(readCertificates(file('one.der', raw))).toEqual({ ok: true, value: [pem] })
  })

  it('that is missing, a folder, no certificate or damaged says so', () => {
    expect(readCertificates(join(folder, 'none.pem'))).toEqual({ ok: false, reason: 'caUnreadable' })
    expect(readCertificates(folder)).toEqual({ ok: false, reason: 'caUnreadable' })
    expect(readCertificates(file('text.pem', 'hello'))).toEqual({ ok: false, reason: 'caNotCertificate' })
    const damaged = pem.replace(/[A-Za-z0-9]{20}\n/, '\n')
    expect(readCertificates(file('bad.pem', damaged))).toEqual({ ok: false, reason: 'caNotCertificate' })
  })
})
