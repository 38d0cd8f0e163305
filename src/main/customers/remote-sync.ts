import type Database from 'better-sqlite3'

/** How far an object of a connection has been read. */
export type SyncRow = {
  readonly place: number
  readonly connection: string
  readonly object: string
  /** Null: everything is to be read. */
  readonly cursor: string | null
  /** Everything is being read; what has an older generation when that is done is gone. */
  readonly reading: boolean
  /** Everything was read, and what it left behind hasn't been looked at yet. */
  readonly leftover: boolean
  readonly generation: number
  /** Fingerprint of the mapping that the rows were made with. */
  readonly mapping: string
  /** Of the full read: how many records came, and how many there are in all, where the CRM says so. */
  readonly read: number
  readonly total: number | null
  /** Customers, or deals, that are there because of it. */
  readonly held: number
  /** More would vanish than is believable, and nobody has answered yet. */
  readonly asked: boolean
  /** Epoch ms of this computer: when everything was last begun to be read, was up to date, and the ids were compared. */
  readonly began: number | null
  readonly ok: number | null
  readonly swept: number | null
}

/** What changes of it; `held` is counted with the rows. */
export type SyncChange = Partial<Omit<SyncRow, 'place' | 'connection' | 'object' | 'held'>>

export type SyncRows = {
  /** The row of an object, made where there is none. */
  readonly of: (connection: string, object: string) => SyncRow
  readonly all: (connection: string) => readonly SyncRow[]
  /** Within a transaction of the caller's, or by itself. */
  readonly change: (place: number, change: SyncChange) => void
  readonly holdMore: (place: number, more: number) => void
  readonly remove: (place: number) => void
}

type Flag = 'reading' | 'leftover' | 'asked'
type Raw = Omit<SyncRow, Flag> & Readonly<Record<Flag, number>>

const rowOf = (raw: Raw): SyncRow => ({
  ...raw,
  reading: raw.reading === 1,
  leftover: raw.leftover === 1,
  asked: raw.asked === 1,
})

const rawOf = (row: SyncRow): Raw => ({
  ...row,
  reading: row.reading ? 1 : 0,
  leftover: row.leftover ? 1 : 0,
  asked: row.asked ? 1 : 0,
})

export function syncRows(db: Database.Database): SyncRows {
  const select = db.prepare<[string, string], Raw>('SELECT * FROM sync WHERE connection = ? AND object = ?')
  const selectAll = db.prepare<[string], Raw>('SELECT * FROM sync WHERE connection = ? ORDER BY place')
  const selectPlace = db.prepare<[number], Raw>('SELECT * FROM sync WHERE place = ?')
  const insert = db.prepare('INSERT INTO sync (connection, object) VALUES (?, ?) ON CONFLICT DO NOTHING')
  const update = db.prepare(
    `UPDATE sync SET cursor = @cursor, reading = @reading, leftover = @leftover, generation = @generation, mapping = @mapping, read = @read,
     total = @total, asked = @asked, began = @began, ok = @ok, swept = @swept WHERE place = @place`,
  )
  const hold = db.prepare('UPDATE sync SET held = MAX(0, held + ?) WHERE place = ?')
  const remove = db.prepare('DELETE FROM sync WHERE place = ?')
  const removeQuarantine = db.prepare('DELETE FROM quarantine WHERE sync = ?')

  return {
    of: (connection, object) => {
      let raw = select.get(connection, object)
      if (!raw) {
        insert.run(connection, object)
        raw = select.get(connection, object)
      }
      if (!raw) throw new Error(`no row for ${connection} ${object}`)
      return rowOf(raw)
    },
    all: (connection) => selectAll.all(connection).map(rowOf),
    change: (place, change) => {
      const raw = selectPlace.get(place)
      if (!raw) return
      update.run(rawOf({ ...rowOf(raw), ...change }))
    },
    holdMore: (place, more) => {
      if (more !== 0) hold.run(more, place)
    },
    remove: (place) => {
      removeQuarantine.run(place)
      remove.run(place)
    },
  }
}
