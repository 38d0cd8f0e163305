import type Database from 'better-sqlite3'
import type { Followed, SyncReport } from '../../contract/sync.ts'
import type { Connector } from './connector.ts'
import { createFollower, type Follower } from './pull/follower.ts'
import { createStorage, type PullStorage } from './pull/storage.ts'
import { waitFor } from './pull/wait.ts'
import type { Sessions } from './sessions.ts'

/** A connection that is followed, with all that is needed to ask it. */
export type FollowedConnection = {
  readonly connection: Followed
  readonly connector: Connector
  readonly sessions: Sessions
  readonly db: Database.Database
  readonly storage: PullStorage
  readonly follower: Follower
  readonly isPaused: () => boolean
  readonly pause: (paused: boolean) => void
  readonly stop: () => Promise<void>
}

export function followConnection(parts: {
  readonly connection: Followed
  readonly connector: Connector
  readonly sessions: Sessions
  readonly db: Database.Database
  readonly now: () => number
  readonly random: () => number
  readonly report: (report: SyncReport) => void
}): FollowedConnection {
  const { connection, connector, sessions, report } = parts
  let paused = connection.paused
  const following = {
    ...parts,
    session: sessions,
    wait: waitFor,
    onState: (state: Extract<SyncReport, { kind: 'crm.state' }>['state']) =>
      report({ kind: 'crm.state', connection: connection.id, state }),
    onChanged: (customers: readonly string[]) => report({ kind: 'crm.changed', customers: [...customers] }),
  }
  const follower = createFollower(following)
  if (paused) follower.pause()
  else follower.start()
  return {
    connection,
    connector,
    sessions,
    db: parts.db,
    storage: createStorage(following),
    follower,
    isPaused: () => paused,
    pause: (next) => {
      if (next === paused) return
      paused = next
      if (paused) follower.pause()
      else follower.start()
    },
    stop: follower.stop,
  }
}
