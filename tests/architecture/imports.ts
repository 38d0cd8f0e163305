import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

export type Import = {
  /** Path of the importing file from the project's root. */
  readonly from: string
  /** Path of the imported file from the root, or the package's name (`node:fs` stays whole). */
  readonly to: string
  readonly kind: 'file' | 'package'
  /** Erased before it runs. */
  readonly typeOnly: boolean
}

const SOURCE = /\.(ts|tsx)$/
const STATEMENT =
  /(?:^|[\n;])\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?['"]([^'"\n]+)['"]|import\(\s*['"]([^'"\n]+)['"]\s*\)/g

/** Every source file below a folder, as a path from the root. */
export function sourceFiles(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
}

/** `{ type A, type B }` is as erased as `import type`. */
const onlyTypes = (statement: string): boolean => {
  const names = /\{([^}]*)\}\s*from/.exec(statement)?.[1]
  if (names === undefined || /import\s+[\w*]/.test(statement)) return false
  return names
    .split(',')
    .filter((name) => name.trim() !== '')
    .every((name) => name.trim().startsWith('type '))
}

const packageName = (specifier: string): string => {
  if (specifier.startsWith('node:')) return specifier
  const [scope, name] = specifier.split('/')
  return specifier.startsWith('@') ? `${scope}/${name}` : (scope ?? specifier)
}

/** The imports of one file, read as text. */
export function importsOf(root: string, file: string): readonly Import[] {
  const text = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
  return [...text.matchAll(STATEMENT)].map((match): Import => {
    const specifier = match[2] ?? match[3] ?? ''
    const typeOnly = match[1] !== undefined || onlyTypes(match[0])
    if (!specifier.startsWith('.'))
      return { from: file, to: packageName(specifier), kind: 'package', typeOnly }
    const target = resolve(root, dirname(file), specifier.replace(/\?.*$/, ''))
    return { from: file, to: relative(root, target).replaceAll('\\', '/'), kind: 'file', typeOnly }
  })
}

export const exists = (root: string, file: string): boolean => {
  try {
    return statSync(join(root, file)).isFile()
  } catch {
    return false
  }
}

/** Cycles among files by imports that are there at run time; each as the list of files it goes through. */
export function cycles(imports: readonly Import[]): readonly (readonly string[])[] {
  const next = new Map<string, string[]>()
  for (const { from, to, kind, typeOnly } of imports) {
    if (kind === 'file' && !typeOnly) next.set(from, [...(next.get(from) ?? []), to])
  }
  const found: string[][] = []
  const done = new Set<string>()
  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file)
    if (at >= 0) {
      found.push([...path.slice(at), file])
      return
    }
    if (done.has(file)) return
    for (const to of next.get(file) ?? []) walk(to, [...path, file])
    done.add(file)
  }
  for (const file of next.keys()) walk(file, [])
  return found
}
