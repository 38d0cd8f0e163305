import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout that these tools belong to, wherever they are called from. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Downloads and builds that can be fetched again; git ignores it. */
export const cacheFolder = join(root, '.cache')

export const inRoot = (...parts: string[]): string => join(root, ...parts)
