import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** Copies that are kept, newest first. */
const KEEP = 3
/** Pages copied in one go: a few milliseconds at most, so that main never blocks. */
const PAGES_A_STEP = 64

const NAME = /^journal-(\d+)\.db$/

/** Verified copies of the journal in a folder, the newest first. */
export function listBackups(folder: string): readonly string[] {
  let names: readonly string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  return names
    .filter((name) => NAME.test(name))
    .sort((a, b) => Number(NAME.exec(b)?.[1]) - Number(NAME.exec(a)?.[1]))
    .map((name) => join(folder, name))
}

/**
 * Copies the journal while it is in use, checks the copy, and drops the oldest copies. A copy that isn't whole is
 * deleted and an error thrown; the older ones stay. `wall` (epoch ms) names it.
 */
export async function backUp(
  db: Database.Database,
  folder: string,
  wall: number,
  verify: (file: string) => Promise<boolean>,
): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const unfinished = join(folder, `journal-${wall}.part`)
  try {
    await db.backup(unfinished, { progress: () => PAGES_A_STEP })
    if (!(await verify(unfinished))) throw new Error('the copy of the journal is not whole')
    const file = join(folder, `journal-${wall}.db`)
    renameSync(unfinished, file)
    for (const old of listBackups(folder).slice(KEEP)) rmSync(old, { force: true })
    return file
  } finally {
    rmSync(unfinished, { force: true })
  }
}

/** SQLite's own check of every page; about a second for a gigabyte, so it isn't for main. */
export function isWhole(file: string): boolean {
  try {
    const copy = new Database(file, { readonly: true })
    try {
      return copy.pragma('quick_check', { simple: true }) === 'ok'
    } finally {
      copy.close()
    }
  } catch {
    return false
  }
}
