export type SdpDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'

const DIRECTION = /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/

/** The direction of the first audio stream, as its sender means it. Null where there is none. */
export function audioDirection(sdp: string): SdpDirection | null {
  let section: 'session' | 'audio' | 'other' = 'session'
  let found: SdpDirection | null = null
  let ofSession: SdpDirection = 'sendrecv'
  let silent = false
  let audio = false
  for (const line of sdp.split(/\r?\n/)) {
    if (line.startsWith('m=')) {
      if (audio) break
      audio = /^m=audio\s/.test(line)
      section = audio ? 'audio' : 'other'
    }
    const direction = line.match(DIRECTION)?.[1] as SdpDirection | undefined
    if (direction && section === 'session') ofSession = direction
    if (direction && section === 'audio') found = direction
    // Hold as RFC 2543 did it.
    if (section !== 'other' && /^c=IN IP4 0\.0\.0\.0\s*$/.test(line)) silent = true
  }
  if (!audio) return null
  const direction = found ?? ofSession
  // WebRTC writes 0.0.0.0 into every c= line, and then always says the direction too.
  return silent && found === null && ofSession === 'sendrecv' ? 'inactive' : direction
}

/** Whether the sender of this offer doesn't want to hear us. */
export const isHold = (direction: SdpDirection): boolean =>
  direction === 'sendonly' || direction === 'inactive'
