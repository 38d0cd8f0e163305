// better-sqlite3's own binaries need Node-API 10. An older Electron (the fallback has Node-API 9) crashes with them and
// gets a build from the package's source, which Node 24 can load as well.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { copyFile, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { requireDebianPackages } from '../debian.ts'
import { inRoot } from '../paths.ts'
import { run, runOrFail } from '../run.ts'
import { electronEnvironment } from './environment.ts'

const packageFolder = inRoot('node_modules', 'better-sqlite3')
const installedBuild = join(packageFolder, 'build', 'Release', 'better_sqlite3.node')
const garbageLoop = inRoot('tools', 'electron', 'sqlite-check.mjs')

/** The first Electron whose Node has Node-API 10. */
const firstElectronForPrebuilt = 36

export const needsOwnBuild = (electronVersion: string): boolean =>
  Number.parseInt(electronVersion, 10) < firstElectronForPrebuilt

/** Leaves in `node_modules` a better-sqlite3 that works in this Electron and in the Node that runs the tests. */
export async function prepareSqlite(
  cacheFolder: string,
  electron: { path: string; version: string },
): Promise<void> {
  if (!needsOwnBuild(electron.version)) return rm(installedBuild, { force: true })

  const cached = join(cacheFolder, `better-sqlite3-${buildKey(electron.version)}.node`)
  if (!existsSync(cached)) {
    await requireDebianPackages('compile')
    console.log(`better-sqlite3: compiling it for Electron ${electron.version} (a minute, once)`)
    await compile(cacheFolder, cached, electron.path)
  }
  if (await sameFile(cached, installedBuild)) return
  // Renamed into place: a process that has the old file mapped keeps it.
  await mkdir(dirname(installedBuild), { recursive: true })
  const beside = `${installedBuild}.new`
  await copyFile(cached, beside)
  await rename(beside, installedBuild)
}

async function compile(cacheFolder: string, result: string, electronPath: string): Promise<void> {
  await mkdir(cacheFolder, { recursive: true })
  const work = await mkdtemp(join(cacheFolder, 'compile-'))
  try {
    const folder = join(work, 'node_modules', 'better-sqlite3')
    for (const part of ['binding.gyp', 'deps', 'lib', 'package.json', 'src']) {
      await cp(join(packageFolder, part), join(folder, part), { recursive: true })
    }
    await cp(inRoot('node_modules', 'node-addon-api'), join(work, 'node_modules', 'node-addon-api'), {
      recursive: true,
    })
    await setExperimentalNodeApi(join(folder, 'binding.gyp'))
    await runOrFail(
      process.execPath,
      [
        inRoot('node_modules', 'node-gyp', 'bin', 'node-gyp.js'),
        'rebuild',
        '--release',
        `--jobs=2`,
        `--nodedir=${headersFolder()}`,
        '--',
        '-Dforce_build=1',
      ],
      { cwd: folder },
    )
    const built = join(folder, 'build', 'Release', 'better_sqlite3.node')
    await checkUnderGarbageCollection(built, electronPath)
    await copyFile(built, `${result}.new`)
    await rename(`${result}.new`, result)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/**
 * The experimental Node-API lets references to strings be held, which Node-API 9 refuses; the second define gives up
 * the rule that finalizers must not touch the garbage collector's state, which better-sqlite3 does not follow.
 */
async function setExperimentalNodeApi(gypFile: string): Promise<void> {
  const before = await readFile(gypFile, 'utf8')
  const defines = "'NAPI_VERSION=2147483647', 'NAPI_EXPERIMENTAL', 'NODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT'"
  const after = before.replace("'NAPI_VERSION=10'", defines)
  if (after === before) throw new Error(`${gypFile} no longer sets NAPI_VERSION=10: look at this step again`)
  await writeFile(gypFile, after)
}

/** The headers come with the package that brings Node, so that nothing has to be fetched from nodejs.org. */
function headersFolder(): string {
  const candidates = [
    inRoot('node_modules', `node-${process.platform}-${process.arch}`),
    dirname(dirname(process.execPath)),
  ]
  const folder = candidates.find((candidate) => existsSync(join(candidate, 'include', 'node', 'node_api.h')))
  if (folder === undefined) throw new Error(`no Node headers in ${candidates.join(' or ')}`)
  return folder
}

/** A build with the wrong headers works until the first garbage collection and then aborts the process. */
async function checkUnderGarbageCollection(addon: string, electronPath: string): Promise<void> {
  await runOrFail(process.execPath, ['--expose-gc', garbageLoop, addon])
  const inElectron = await run(electronPath, ['--expose-gc', garbageLoop, addon], {
    env: electronEnvironment({ asNode: true }),
  })
  if (inElectron.code !== 0) throw new Error(`better-sqlite3 fails in ${electronPath}\n${inElectron.output}`)
}

function buildKey(electronVersion: string): string {
  const about: { version: string } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))
  return `${about.version}-electron-${electronVersion}-node-${process.versions.node}`
}

async function sameFile(one: string, other: string): Promise<boolean> {
  if (!existsSync(other)) return false
  const [first, second] = await Promise.all([digest(one), digest(other)])
  return first === second
}

async function digest(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
}
