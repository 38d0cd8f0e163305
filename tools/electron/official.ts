import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inRoot } from '../paths.ts'
import { run } from '../run.ts'

const packageFolder = inRoot('node_modules', 'electron')
const probeTimeoutMs = 5_000
const downloadTimeoutMs = 10 * 60_000
const retryAfterMs = 24 * 60 * 60_000

/** The Electron that the `electron` package names, downloaded if need be. `undefined` where it can't be had. */
export async function officialElectron(
  cacheFolder: string,
): Promise<{ path: string; version: string } | undefined> {
  const version = packageVersion()
  const installed = installedElectron(version)
  if (installed !== undefined) return { path: installed, version }

  const note = join(cacheFolder, 'official-download-failed.json')
  if (failedLately(note, version)) return undefined
  console.log(`Electron ${version}: downloading it`)
  if (await canDownload(version)) {
    const download = await run(process.execPath, [join(packageFolder, 'install.js')], {
      timeoutMs: downloadTimeoutMs,
    })
    const path = installedElectron(version)
    if (download.code === 0 && path !== undefined) return { path, version }
    console.log(download.output.trim().split('\n').slice(0, 3).join('\n'))
  }
  console.log(`Electron ${version} could not be downloaded from its project's releases`)
  mkdirSync(dirname(note), { recursive: true })
  writeFileSync(note, JSON.stringify({ version, at: Date.now() }))
  return undefined
}

function packageVersion(): string {
  const about: { version: string } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))
  return about.version
}

function installedElectron(version: string): string | undefined {
  try {
    const unpacked = readFileSync(join(packageFolder, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '')
    const path = join(packageFolder, 'dist', readFileSync(join(packageFolder, 'path.txt'), 'utf8'))
    return unpacked === version && existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}

/** So that a blocked network costs seconds. Its own mirror or proxy settings are left to the installer to follow. */
async function canDownload(version: string): Promise<boolean> {
  const settings = Object.keys(process.env).map((name) => name.toLowerCase())
  if (settings.some((name) => name.includes('electron_mirror') || name === 'https_proxy')) return true
  try {
    const url = `https://github.com/electron/electron/releases/download/v${version}/SHASUMS256.txt`
    const answer = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(probeTimeoutMs) })
    return answer.ok
  } catch {
    return false
  }
}

function failedLately(note: string, version: string): boolean {
  try {
    const failure: { version: string; at: number } = JSON.parse(readFileSync(note, 'utf8'))
    const age = Date.now() - failure.at
    return failure.version === version && age >= 0 && age < retryAfterMs
  } catch {
    return false
  }
}
