import { hash } from 'node:crypto'

/** A card's URL in one spelling; without an etag it is gone. */
export type Entry = { readonly url: string; readonly etag: string | null }

/** A book of 5,000 cards has 20 in each; the cursor stays at some 4 KB, however large the book is. */
const BUCKETS = 256

/** What is to be told apart later: a digest for each part of the book, by which card is in it and as which version. */
export function digestsOf(entries: readonly Entry[]): string[] {
  const parts = Array.from({ length: BUCKETS }, (): string[] => [])
  for (const { url, etag } of entries) parts[bucketOf(url)]?.push(`${url} ${etag}`)
  return parts.map((part) => (part.length === 0 ? '' : digest(part.sort().join('\n')).slice(0, 12)))
}

/** The cards of those parts that aren't as they were; few of them have really changed. */
export function changedEntries(entries: readonly Entry[], before: readonly string[]): readonly Entry[] {
  const now = digestsOf(entries)
  return entries.filter(({ url }) => now[bucketOf(url)] !== before[bucketOf(url)])
}

const bucketOf = (url: string): number => Number.parseInt(digest(url).slice(0, 2), 16)

const digest = (text: string): string => hash('sha256', text, 'hex')
