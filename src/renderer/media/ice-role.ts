/**
 * Which end of a call's ICE controls it. After a restart RFC 5245 gives that to whoever offered it, and the servers that
 * calls meet (rtpengine, Asterisk) hold to it; RFC 8445 §6.1.1 leaves it where it was, and so does Chromium. Out of the
 * conflict Chromium finds only by chance: to a 487 it turns its role round, also when it has turned it already. So after
 * a restart of ours it has to take control, and the one thing that makes it do so is an answer of an `ice-lite` end.
 */
export type IceRole = {
  /** A description is about to be made or set. */
  readonly offered: (by: 'us' | 'far', restart: boolean) => void
  /** Whether control is still to be taken before this answer of the far end's counts. */
  readonly takesControl: () => boolean
}

export function createIceRole(): IceRole {
  let controls: boolean | null = null
  let restarted = false
  return {
    offered: (by, restart) => {
      controls ??= by === 'us'
      restarted = by === 'us' && restart
    },
    takesControl: () => {
      const taken = restarted && controls === false
      if (taken) controls = true
      return taken
    },
  }
}

/** The same description as of an end that never controls (RFC 8839 §5.3, a session-level line). */
export const asLite = (sdp: string): string => sdp.replace(/\r\nm=/, '\r\na=ice-lite\r\nm=')
