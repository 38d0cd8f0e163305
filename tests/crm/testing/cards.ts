import { type AddressBookServer, basic } from '../servers/address-book-server.ts'

export type CardShelf = {
  readonly put: (name: string, ...lines: readonly string[]) => Promise<void>
  readonly remove: (name: string) => Promise<void>
  readonly text: (name: string) => Promise<string>
  readonly status: (name: string) => Promise<number>
  /** Of every card that is there. */
  readonly names: () => Promise<readonly string[]>
}

/** A book as another program sees it, which shares it with us. */
export function shelfOf({ user, password }: AddressBookServer, book: string): CardShelf {
  const ask = async (
    method: string,
    name: string,
    init: { readonly body?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Response> =>
    fetch(new URL(encodeURIComponent(name), book), {
      method,
      ...init,
      headers: { Authorization: basic(user, password), ...init.headers },
    })
  const done = async (answer: Response): Promise<void> => {
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`)
    await answer.arrayBuffer()
  }
  return {
    put: async (name, ...lines) =>
      done(
        await ask('PUT', name, {
          body: cardText(name, lines),
          headers: { 'Content-Type': 'text/vcard; charset=utf-8' },
        }),
      ),
    remove: async (name) => done(await ask('DELETE', name)),
    text: async (name) => (await ask('GET', name)).text(),
    names: async () => {
      const answer = await fetch(book, {
        method: 'PROPFIND',
        headers: { Authorization: basic(user, password), Depth: '1' },
      })
      const hrefs = [...(await answer.text()).matchAll(/<(?:\w+:)?href>([^<]*)</g)].map(
        ([, href = '']) => href,
      )
      return hrefs
        .filter((href) => href.endsWith('.vcf'))
        .map((href) => decodeURIComponent(href.split('/').at(-1) ?? ''))
    },
    status: async (name) => {
      const answer = await ask('GET', name)
      await answer.arrayBuffer()
      return answer.status
    },
  }
}

const cardText = (name: string, lines: readonly string[]): string => {
  const version = lines.some((line) => line.startsWith('VERSION:')) ? [] : ['VERSION:3.0']
  const named = lines.some((line) => line.startsWith('N:')) ? [] : ['N:;;;;']
  return ['BEGIN:VCARD', ...version, `UID:${name}`, ...named, ...lines, 'END:VCARD', ''].join('\r\n')
}

/** Runs many at a time, but not all at once. */
export async function inParallel<Item>(
  items: readonly Item[],
  run: (item: Item) => Promise<unknown>,
): Promise<void> {
  const left = [...items]
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await run(item)
  }
  await Promise.all(Array.from({ length: 8 }, worker))
}
