/** What BitTorrent's encoding can hold, with strings for bytes: the language of rtpengine's control port. */
export type Bencoded = string | number | readonly Bencoded[] | { readonly [key: string]: Bencoded }

export function bencode(value: Bencoded): Buffer {
  if (typeof value === 'number') return Buffer.from(`i${value}e`)
  if (typeof value === 'string') return Buffer.from(`${Buffer.byteLength(value)}:${value}`)
  if (Array.isArray(value)) return Buffer.concat([Buffer.from('l'), ...value.map(bencode), Buffer.from('e')])
  const entries = Object.entries(value as Record<string, Bencoded>).sort(([a], [b]) => (a < b ? -1 : 1))
  const parts = entries.flatMap(([key, member]) => [bencode(key), bencode(member)])
  return Buffer.concat([Buffer.from('d'), ...parts, Buffer.from('e')])
}

export function bdecode(bytes: Buffer): Bencoded {
  let at = 0
  const peek = (): string => String.fromCharCode(bytes[at] ?? 0)
  const upTo = (end: string): string => {
    const from = at
    at = bytes.indexOf(end, from) + 1
    return bytes.toString('latin1', from, at - 1)
  }
  const many = (): Bencoded[] => {
    const values: Bencoded[] = []
    for (at += 1; peek() !== 'e' && at < bytes.length; ) values.push(next())
    at += 1
    return values
  }
  const next = (): Bencoded => {
    const kind = peek()
    if (kind === 'i') {
      at += 1
      return Number(upTo('e'))
    }
    if (kind === 'l') return many()
    if (kind === 'd') {
      const flat = many()
      const keys = flat.filter((_, index) => index % 2 === 0)
      return Object.fromEntries(keys.map((key, index) => [String(key), flat[index * 2 + 1] ?? '']))
    }
    const length = Number(upTo(':'))
    const from = at
    at += length
    return bytes.toString('utf8', from, at)
  }
  return next()
}
