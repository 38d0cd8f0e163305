import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from './lock.ts'
import { cacheFolder, inRoot } from './paths.ts'
import { runOrFail } from './run.ts'

const outputs = [
  'main/main.js',
  'main/worker.js',
  'main/practice.js',
  'preload/agent.cjs',
  'preload/media.cjs',
  'renderer/agent/index.html',
  'renderer/media/index.html',
].map((file) => inRoot('dist', file))

const inputs = ['src', 'vite.config.ts', 'package.json', 'package-lock.json'].map((name) => inRoot(name))

/** Builds `dist` unless it is newer than everything that it is made from. */
export async function ensureBuilt(): Promise<void> {
  await withLock(join(cacheFolder, 'build.lock'), async () => {
    if (isFresh(outputs, inputs)) return
    console.log('Building Offhook')
    await runOrFail(process.execPath, [inRoot('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--app'], {
      cwd: inRoot(),
    })
  })
}

/** Whether each output exists and none is older than the newest file of the inputs. */
export function isFresh(files: readonly string[], sources: readonly string[]): boolean {
  if (!files.every((file) => existsSync(file))) return false
  const oldest = Math.min(...files.map((file) => statSync(file).mtimeMs))
  return sources.every((source) => newestIn(source) < oldest)
}

function newestIn(path: string): number {
  const { mtimeMs } = statSync(path)
  if (!statSync(path).isDirectory()) return mtimeMs
  // A folder's own time tells of a file that was removed.
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestIn(join(path, name))), mtimeMs)
}
