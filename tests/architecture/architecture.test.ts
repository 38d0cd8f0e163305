import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { cycles, exists, importsOf, sourceFiles } from './imports.ts'
import { IN_TESTS, PEERS_IN_TESTS, ROOMS, type Room } from './rules.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const product = sourceFiles(root, 'src')
const tests = sourceFiles(root, 'tests')
const isTest = (file: string): boolean => /\.test\.tsx?$|\/testing\//.test(file)
const below = (file: string, room: string): boolean => file === room || file.startsWith(`${room}/`)

const roomOf = (file: string): Room | undefined =>
  ROOMS.filter(({ room }) => below(file, room)).sort((a, b) => b.room.length - a.room.length)[0]

const named = (name: string, patterns: readonly (string | RegExp)[]): boolean =>
  patterns.some((pattern) => (typeof pattern === 'string' ? pattern === name : pattern.test(name)))

/** The composition root and what stands beside it may use every room of main. */
const mayImport = (file: string, room: Room, to: string): boolean => {
  if (below(to, room.room) && (room.room !== 'src/main' || roomOf(to) === room)) return true
  if (room.room === 'src/main' && below(to, 'src/main')) return true
  if (room.rooms.some((allowed) => below(to, allowed))) return true
  return isTest(file) && PEERS_IN_TESTS.some((peer) => below(to, peer))
}

test('the reader of imports sees every form, so that none slips by', () => {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-imports-'))
  writeFileSync(
    join(folder, 'a.ts'),
    [
      `import 'side-effect'`,
      `import one from '@scope/one/deep'`,
      `import { two,\n  type Three } from "two"`,
      `import { type Four } from './four.ts'`,
      `export * as five from '../five.ts'`,
      `const six = await import('node:six')`,
      `/* import 'commented' */`,
    ].join('\n'),
  )
  const found = importsOf(folder, 'a.ts').map(
    ({ to, kind, typeOnly }) => `${kind} ${to}${typeOnly ? ' types' : ''}`,
  )
  rmSync(folder, { recursive: true })
  expect(found).toEqual([
    'package side-effect',
    'package @scope/one',
    'package two',
    'file four.ts types',
    'file ../five.ts',
    'package node:six',
  ])
})

test('every source file stands in a room that the rule knows', () => {
  expect(product.filter((file) => roomOf(file) === undefined)).toEqual([])
})

test('every import goes where the dependency rule lets it go', () => {
  const wrong = product.flatMap((file) => {
    const room = roomOf(file)
    if (!room) return []
    return importsOf(root, file).flatMap(({ to, kind }) => {
      const fine =
        kind === 'file'
          ? mayImport(file, room, to)
          : named(to, room.packages) || (isTest(file) && named(to, IN_TESTS))
      return fine ? [] : [`${file} imports ${to}`]
    })
  })
  expect(wrong).toEqual([])
})

test('one thing that the agent sees never reaches inside another', () => {
  const agent = 'src/renderer/agent/'
  const feature = (file: string): string | null => {
    const [folder, rest] = file.slice(agent.length).split('/')
    return file.startsWith(agent) && rest !== undefined ? (folder ?? null) : null
  }
  const shared = new Set(['ui', 'state', 'styles', 'i18n', 'testing', 'format', 'icons', 'hooks'])
  const assembling = new Set(['shell', 'desk'])
  const wrong = product.flatMap((file) => {
    const own = feature(file)
    if (own === null || assembling.has(own) || isTest(file)) return []
    return importsOf(root, file).flatMap(({ to }) => {
      const other = feature(to)
      return other === null || other === own || shared.has(other) ? [] : [`${file} imports ${to}`]
    })
  })
  expect(wrong).toEqual([])
})

test('every imported file exists', () => {
  const files = [...product, ...tests, ...sourceFiles(root, 'tools')]
  const missing = files.flatMap((file) =>
    importsOf(root, file)
      .filter(({ kind, to }) => kind === 'file' && !exists(root, to) && !exists(root, `${to}.d.ts`))
      .map(({ to }) => `${file} imports ${to}`),
  )
  expect(missing).toEqual([])
})

test('no files import each other in a circle', () => {
  expect(cycles(product.flatMap((file) => importsOf(root, file)))).toEqual([])
})

test('every package that is imported is pinned to an exact version', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
    devDependencies: Record<string, string>
  }
  const pinned = { ...manifest.dependencies, ...manifest.devDependencies }
  const unpinned = Object.entries(pinned).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
  expect(unpinned).toEqual([])
  const files = [...product, ...tests, ...sourceFiles(root, 'tools')]
  const packages = files.flatMap((file) =>
    importsOf(root, file)
      .filter(({ kind, to }) => kind === 'package' && !to.startsWith('node:'))
      .map(({ to }) => to),
  )
  expect([...new Set(packages)].filter((name) => pinned[name] === undefined)).toEqual([])
})

test('no test is skipped, left for later, or run alone', () => {
  const switched = /\b(?:it|test|describe)\.(?:skip|only|todo|skipIf|runIf|fails)\b|\bx(?:it|describe|test)\(/
  const files = [...product, ...tests, ...sourceFiles(root, 'tools')].filter((file) =>
    /\.test\.tsx?$/.test(file),
  )
  const self = 'tests/architecture/architecture.test.ts'
  expect(
    files.filter((file) => file !== self && switched.test(readFileSync(join(root, file), 'utf8'))),
  ).toEqual([])
})

test('rules read no clock and no dice', () => {
  const impure =
    /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b|\bcrypto\.|\bprocess\.|\bsetTimeout\b/
  const domain = product.filter((file) => below(file, 'src/domain') && !isTest(file))
  expect(domain.filter((file) => impure.test(readFileSync(join(root, file), 'utf8')))).toEqual([])
})
