import { RTCPeerConnection, RTCRtpCodecParameters } from 'werift'

/** Where a customer's RTP event (DTMF) codec lies in offers of the line. */
const telephoneEvents = 101

/** A WebRTC end that lives on 127.0.0.1 only and speaks PCMU and RTP events. */
export function createPeerConnection(): RTCPeerConnection {
  const peer: RTCPeerConnection = new RTCPeerConnection({
    codecs: {
      audio: [
        new RTCRtpCodecParameters({ mimeType: 'audio/PCMU', clockRate: 8_000, channels: 1, payloadType: 0 }),
        new RTCRtpCodecParameters({
          mimeType: 'audio/telephone-event',
          clockRate: 8_000,
          channels: 1,
          payloadType: telephoneEvents,
          parameters: '0-16',
        }),
      ],
      video: [],
    },
    iceServers: [],
    // werift never takes loopback from the interfaces, and takes all others: so none of them, and loopback by name.
    iceUseIpv4: false,
    iceUseIpv6: false,
    iceUseTcp: false,
    iceAdditionalHostAddresses: ['127.0.0.1'],
    iceInterfaceAddresses: { udp4: '127.0.0.1' },
    // After an ICE restart werift 0.25 would go on with the credentials of whoever still checks the path before it.
    iceFilterStunResponse: (check) => {
      const [to] = String(check.getAttributeValue('USERNAME')).split(':')
      return peer.iceTransports.some(({ connection }) => connection.localUsername === to)
    },
  })
  return peer
}

const isUp = ({ dtlsTransports }: RTCPeerConnection): boolean =>
  dtlsTransports.length > 0 && dtlsTransports.every(({ state }) => state === 'connected')

/**
 * Makes an offer on a connection that may be up already. Whoever answers stays what it was, whatever werift 0.25 takes
 * itself for because it offers: two ends of one role need seconds to find out.
 */
export async function keepingIceRole(peer: RTCPeerConnection, describe: () => Promise<void>): Promise<void> {
  const before = peer.iceTransports.map(({ connection }) => ({
    connection,
    controls: connection.iceControlling,
  }))
  const kept = isUp(peer) ? before : []
  await describe()
  for (const { connection, controls } of kept) connection.iceControlling = controls
}

/**
 * Whether two descriptions of the far end come from one peer connection. A browser makes a new certificate for each;
 * werift doesn't, but each has a CNAME of its own, which is missing while nothing is sent.
 */
export function samePeer(before: string, now: string): boolean {
  const fingerprints = [before, now].map((sdp) => sdp.match(/^a=fingerprint:(.*?)\s*$/m)?.[1])
  const names = [before, now].map((sdp) => sdp.match(/^a=ssrc:\d+ cname:(.*?)\s*$/m)?.[1])
  return fingerprints[0] === fingerprints[1] && (names.includes(undefined) || names[0] === names[1])
}

/** Payload type of RTP events at 8 kHz in a description. */
export function telephoneEventType(sdp: string): number {
  return Number(sdp.match(/^a=rtpmap:(\d+) telephone-event\/8000/m)?.[1] ?? telephoneEvents)
}

/** Leaves out candidates that would be looked up in the network (mDNS names) and TCP ones. */
export function reachable(sdp: string): string {
  return sdp.replace(/^a=candidate:\S+ \d+ (?:tcp .*|\S+ \d+ \S+\.local .*)\r?\n/gim, '')
}

/**
 * Begins the connectivity checks of an ICE restart once both descriptions are set: werift 0.25 renews the credentials
 * and then leaves out the checks when DTLS is connected already.
 */
export function resumeIce(peer: RTCPeerConnection): void {
  if (!isUp(peer)) return
  for (const transport of peer.iceTransports) {
    if (transport.getSelectedCandidatePair() !== null || transport.state === 'checking') continue
    transport.start().catch(() => undefined) // shows as a failed connection
  }
}
