// `npm test`: everything that must hold, from a clean checkout. Its last line is `N passed, N failed`.
// `npm test -- unit e2e` runs only these projects after the checks.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from './build.ts'
import { ensureDebianPackages, type Packages } from './debian.ts'
import { inNamespace } from './namespace.ts'
import { cacheFolder, inRoot, root } from './paths.ts'
import { run } from './run.ts'
import { setUp } from './setup.ts'
import { add, failure, nothing, type Report, type Totals, totalsOf } from './test-totals.ts'
import { withDisplay } from './xvfb.ts'

type Project = {
  readonly name: string
  readonly folder: string
  readonly needs: 'nothing' | 'interop' | 'crm' | 'display' | 'network'
}

const projects: readonly Project[] = [
  { name: 'unit', folder: 'src', needs: 'nothing' },
  { name: 'ui', folder: 'src/renderer/agent', needs: 'nothing' },
  { name: 'interop', folder: 'tests/interop', needs: 'interop' },
  { name: 'crm', folder: 'tests/crm', needs: 'crm' },
  { name: 'faults', folder: 'tests/faults', needs: 'display' },
  { name: 'network', folder: 'tests/network', needs: 'network' },
  { name: 'e2e', folder: 'tests/e2e', needs: 'display' },
  { name: 'packaging', folder: 'tests/packaging', needs: 'display' },
]

async function testAll(chosen: readonly string[]): Promise<Totals> {
  const unknown = chosen.filter((name) => !projects.some((project) => project.name === name))
  if (unknown.length > 0) return failure(`no such project: ${unknown.join(', ')}`)

  await setUp()
  let totals = add(
    await check('typecheck', [inRoot('tools', 'typecheck.ts')]),
    await check('lint', [inRoot('node_modules', '@biomejs', 'biome', 'bin', 'biome'), 'check', '.']),
  )
  const build = await tryBuild()
  totals = add(totals, build)
  for (const project of projects) {
    if (chosen.length > 0 && !chosen.includes(project.name)) continue
    if (!existsSync(inRoot(project.folder))) continue
    totals = add(
      totals,
      build.failed > 0 && project.needs !== 'nothing'
        ? failure(`${project.name} did not run: there is no build`)
        : await testProject(project),
    )
  }
  return totals
}

async function check(name: string, args: readonly string[]): Promise<Totals> {
  heading(name)
  const { code } = await run(process.execPath, args, { cwd: root, show: true })
  return code === 0 ? nothing : failure(`${name} failed`)
}

async function tryBuild(): Promise<Totals> {
  heading('build')
  try {
    await ensureBuilt()
    return nothing
  } catch (error) {
    return failure(`build: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function testProject(project: Project): Promise<Totals> {
  heading(project.name)
  switch (project.needs) {
    case 'nothing':
      return runVitest(project.name, process.env)
    case 'display':
      return withDisplay((env) => runVitest(project.name, env))
    case 'interop':
    case 'crm':
      return withPackages(await ensureDebianPackages(project.needs), project.name, [process.execPath])
    case 'network': {
      const servers = await ensureDebianPackages('interop')
      const packages = servers.state === 'ready' ? await ensureDebianPackages('network') : servers
      return withPackages(packages, project.name, inNamespace([process.execPath]))
    }
  }
}

async function withPackages(packages: Packages, name: string, node: readonly string[]): Promise<Totals> {
  switch (packages.state) {
    case 'ready':
      return withDisplay((env) => runVitest(name, env, node))
    case 'missing':
      return failure(`${name}: its programs are missing, run: ${packages.command}`)
    case 'otherSystem':
      console.log(`${name} did not run: its programs are Debian packages, and this is another system`)
      return nothing
  }
}

async function runVitest(
  name: string,
  env: NodeJS.ProcessEnv,
  [command = process.execPath, ...before]: readonly string[] = [process.execPath],
): Promise<Totals> {
  const file = join(cacheFolder, 'test-reports', `${name}.json`)
  mkdirSync(join(file, '..'), { recursive: true })
  rmSync(file, { force: true })
  const vitest = [inRoot('node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', name]
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const { code } = await run(command, [...before, ...vitest, ...reporters], {
    cwd: root,
    env,
    show: true,
  })
  const report: Report | undefined = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
  return totalsOf(name, report, code)
}

const heading = (name: string): void => console.log(`\n== ${name}`)

const totals = await testAll(process.argv.slice(2)).catch((error: unknown) =>
  failure(error instanceof Error ? (error.stack ?? error.message) : String(error)),
)
for (const complaint of totals.complaints) console.log(complaint)
console.log(`${totals.passed} passed, ${totals.failed} failed`)
process.exitCode = totals.failed > 0 ? 1 : 0
