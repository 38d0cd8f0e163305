import { X509Certificate } from 'node:crypto'
import { KEY_BYTES, SALT_BYTES } from './crypto-line.ts'
import type { SrtpKey } from './negotiate.ts'
import { fingerprintOf } from './stun.ts'

/** Both directions of one DTLS association. */
export type DtlsKeys = { readonly out: SrtpKey; readonly in: SrtpKey }

/** One association, as the side that waits. */
export type DtlsEnd = {
  readonly receive: (datagram: Buffer) => void
  readonly close: () => void
}

export type DtlsParts = {
  readonly send: (datagram: Buffer) => void
  /** The certificate that the other side has to show, as `fingerprintOf` writes it. */
  readonly fingerprint: string
  readonly opened: (keys: DtlsKeys) => void
  readonly failed: (why: string) => void
}

/** What makes DTLS ends, with the one certificate that they show. */
export type Dtls = {
  readonly fingerprint: string
  readonly open: (parts: DtlsParts) => DtlsEnd
}

/** RFC 5764 §4.1.2: AES in counter mode with a tag of 80 bits. */
const SRTP_PROFILE = 1
const SUITE = 'AES_CM_128_HMAC_SHA1_80'

/**
 * DTLS for SRTP out of werift. It is loaded when the first plain line needs it, since nobody else should wait for it;
 * of all that werift has only its handshake is used: ICE on loopback is a few lines, and packets are ours to forward.
 */
export async function loadDtls(): Promise<Dtls> {
  const { DtlsServer, RTCDtlsTransport } = await import('werift')
  const certificate = await RTCDtlsTransport.SetupCertificate()
  const fingerprint = fingerprintOf(new X509Certificate(certificate.certPem).raw)

  const open = (parts: DtlsParts): DtlsEnd => {
    let closed = false
    const transport = {
      type: 'udp',
      address: { address: '127.0.0.1', family: 'IPv4', port: 0 },
      closed: false,
      onData: (_datagram: Buffer): void => undefined,
      send: async (datagram: Buffer): Promise<void> => {
        if (!closed) parts.send(datagram)
      },
      close: async (): Promise<void> => undefined,
    }
    const server = new DtlsServer({
      cert: certificate.certPem,
      key: certificate.privateKey,
      signatureHash: certificate.signatureHash,
      transport,
      srtpProfiles: [SRTP_PROFILE],
      extendedMasterSecret: true,
      certificateRequest: true,
    })
    const failed = (why: string): void => {
      if (closed) return
      closed = true
      parts.failed(why)
    }
    server.onError.subscribe((error) => failed(String(error)))
    server.onClose.subscribe(() => failed('closed by the other side'))
    server.onConnect.subscribe(() => {
      if (closed) return
      const shown = server.remoteCertificate
      if (shown === undefined || fingerprintOf(shown) !== parts.fingerprint) {
        return failed('another certificate than the one announced')
      }
      const { localKey, localSalt, remoteKey, remoteSalt } = server.extractSessionKeys(KEY_BYTES, SALT_BYTES)
      parts.opened({
        out: { suite: SUITE, key: Buffer.concat([localKey, localSalt]) },
        in: { suite: SUITE, key: Buffer.concat([remoteKey, remoteSalt]) },
      })
    })
    return {
      receive: (datagram) => {
        if (!closed) transport.onData(datagram)
      },
      close: () => {
        closed = true
      },
    }
  }

  return { fingerprint, open }
}
