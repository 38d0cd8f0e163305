import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { withLock } from '../lock.ts'
import { cacheFolder, inRoot } from '../paths.ts'
import { fallbackElectron } from './fallback.ts'
import { officialElectron } from './official.ts'
import { prepareSqlite } from './sqlite.ts'

export type ResolvedElectron = {
  /** The executable. */
  readonly path: string
  /** The unpacked folder that electron-builder takes as `electronDist`. */
  readonly dist: string
  readonly kind: 'override' | 'official' | 'fallback'
  readonly version: string
}

/**
 * The Electron that everything here runs on: the folder in ELECTRON_OVERRIDE_DIST_PATH, else the official download,
 * else the one from the npm registry. When it returns, better-sqlite3 in `node_modules` fits it.
 */
export async function resolveElectron(): Promise<ResolvedElectron> {
  const folder = join(cacheFolder, 'electron')
  return withLock(join(cacheFolder, 'electron.lock'), async () => {
    const electron = await find(folder)
    await prepareSqlite(folder, electron)
    return electron
  })
}

async function find(folder: string): Promise<ResolvedElectron> {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override !== undefined && override !== '') return fromOverride(override)

  const official = await officialElectron(folder)
  if (official !== undefined) {
    return { ...official, dist: inRoot('node_modules', 'electron', 'dist'), kind: 'official' }
  }
  const fallback = await fallbackElectron(folder)
  if (fallback !== undefined) return { ...fallback, dist: dirname(fallback.path), kind: 'fallback' }

  throw new Error(
    'Electron could not be downloaded, and there is no replacement for this system: connect to the internet, or set ' +
      'ELECTRON_OVERRIDE_DIST_PATH to the unpacked folder of an Electron release',
  )
}

function fromOverride(dist: string): ResolvedElectron {
  const path = ['electron', 'electron.exe', 'Electron.app/Contents/MacOS/Electron']
    .map((name) => join(dist, name))
    .find(existsSync)
  if (path === undefined) throw new Error(`ELECTRON_OVERRIDE_DIST_PATH: no Electron in ${dist}`)
  const version = readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '')
  return { path, dist, kind: 'override', version }
}
