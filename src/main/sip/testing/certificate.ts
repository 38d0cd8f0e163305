import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** A certificate made for a test, with the dates and names that the test needs. */
export type TestCertificate = { readonly cert: string; readonly key: string; readonly keyObject: KeyObject }

export type CertificateOptions = {
  readonly commonName: string
  readonly names?: readonly string[]
  readonly from?: Date
  readonly to?: Date
  /** Signed by this authority; by itself when absent. */
  readonly issuer?: { readonly commonName: string; readonly keyObject: KeyObject }
  readonly authority?: boolean
}

const DAY = 86_400_000

function der(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  if (body.length < 128) return Buffer.concat([Buffer.from([tag, body.length]), body])
  const length = Buffer.from(body.length.toString(16).padStart(body.length > 255 ? 4 : 2, '0'), 'hex')
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body])
}

const sequence = (...parts: Buffer[]) => der(0x30, ...parts)
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const utf8 = (text: string) => der(0x0c, Buffer.from(text))
const bits = (bytes: Buffer) => der(0x03, Buffer.from([0]), bytes)
const time = (date: Date) =>
  der(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`))
const name = (commonName: string) => sequence(der(0x31, sequence(oid('550403'), utf8(commonName))))
const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'))
const TRUE = der(0x01, Buffer.from([0xff]))

/** A self-signed or signed P-256 certificate in PEM, without any tool beside Node. */
export function makeCertificate(options: CertificateOptions): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const names = (options.names ?? ['localhost']).map((dns) => der(0x82, Buffer.from(dns)))
  const extensions = [
    sequence(oid('551d11'), der(0x04, sequence(...names))),
    ...(options.authority ? [sequence(oid('551d13'), TRUE, der(0x04, sequence(TRUE)))] : []),
  ]
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_SHA256,
    name(options.issuer?.commonName ?? options.commonName),
    sequence(
      time(options.from ?? new Date(Date.now() - DAY)),
      time(options.to ?? new Date(Date.now() + 30 * DAY)),
    ),
    name(options.commonName),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  )
  const signature = sign('sha256', body, options.issuer?.keyObject ?? privateKey)
  const base64 = sequence(body, ECDSA_SHA256, bits(signature)).toString('base64')
  const lines = base64.match(/.{1,64}/g) ?? []
  return {
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    keyObject: privateKey,
  }
}
