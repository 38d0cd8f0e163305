import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cardsAt, xmlText } from './requests.ts'
import { CARDDAV, DAV, readMultistatus, textIn } from './xml.ts'

const response = (href: string, data: string): string =>
  `<x:response><x:href>${href}</x:href><x:propstat><x:status>HTTP/1.1 200 OK</x:status><x:prop><y:address-data>${data}</y:address-data></x:prop></x:propstat></x:response>`
const document = (inside: string): string =>
  `<?xml version="1.0"?>\n<x:multistatus xmlns:x="DAV:" xmlns:y="urn:ietf:params:xml:ns:carddav">${inside}</x:multistatus>\n`

const read = async (text: string): Promise<(readonly [string, string])[]> =>
  (await readMultistatus(text)).responses.map(({ href, prop }) => [
    href,
    textIn(prop(CARDDAV, 'address-data')),
  ])

describe('reading a multistatus', () => {
  it('reads thousands of responses, each once and in their order', async () => {
    const hrefs = Array.from({ length: 2_345 }, (_, at) => `/c${at}`)
    const text = document(
      `${hrefs.map((href) => response(href, 'x')).join('\n')}<x:sync-token>t</x:sync-token>`,
    )
    expect((await read(text)).map(([href]) => href)).toEqual(hrefs)
    expect((await readMultistatus(text)).syncToken).toBe('t')
  })

  it('takes text in a CDATA section for text', async () => {
    const odd = '</x:response></x:multistatus>'
    const many = Array.from({ length: 1_200 }, (_, at) => response(`/c${at}`, `<![CDATA[${odd}]]>`)).join('')
    expect((await read(document(many))).every(([, data]) => data === odd)).toBe(true)
  })

  it('gives back any text that was written into it', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '&', '<', '>', '"', '\n', 'ü', '💶', ']]>') })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text)), async (pairs) => {
        const inside = pairs.map(([href, data]) => response(xmlText(href), xmlText(data))).join('')
        expect(await read(document(inside))).toEqual(pairs.map((pair) => pair.map((one) => one.trim())))
      }),
    )
  })

  it('leaves out properties that weren’t found', async () => {
    const text = document(response('/c', 'x').replace('200 OK', '404 Not Found'))
    expect((await readMultistatus(text)).responses[0]?.prop(CARDDAV, 'address-data')).toBeNull()
    expect((await readMultistatus(text)).responses[0]?.prop(DAV, 'getetag')).toBeNull()
  })

  it.each([
    ['a web page', '<!DOCTYPE html><html><body>Welcome</body></html>'],
    ['entities of its own', `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${document('&a;')}`],
    ['an entity that nobody knows', document(response('/c', '&own;'))],
    ['an answer that was cut off', document(response('/c', 'x')).slice(0, -30)],
    ['another document', '<a xmlns="DAV:"/>'],
    ['nothing', ''],
  ])('refuses %s', async (_, text) => {
    await expect(readMultistatus(text)).rejects.toMatchObject({ reason: 'badAnswer' })
  })

  it('asks for cards whatever is in their paths', () => {
    expect(cardsAt(['/a&b<c>'])).toContain('<href>/a&amp;b&lt;c&gt;</href>')
  })
})
