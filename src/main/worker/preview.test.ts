import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { guessMapping } from './headers.ts'
import { type PreviewOrder, preview } from './preview.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-preview-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function previewOf(content: string | Uint8Array, chosen: Partial<PreviewOrder> = {}) {
  const file = join(folder, 'customers.csv')
  writeFileSync(file, content)
  return preview({
    kind: 'preview',
    job: 1,
    file,
    encoding: null,
    delimiter: null,
    hasHeader: null,
    ...chosen,
  })
}
async function seen(content: string | Uint8Array, chosen: Partial<PreviewOrder> = {}) {
  const result = await previewOf(content, chosen)
  if (!result.ok) throw new Error(result.reason)
  return result.value
}

const latin = (text: string) => Buffer.from(text, 'latin1')
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()

describe('the encoding of a file', () => {
  const table = 'Name;Ort\nJörg Müller;Köln\nZoë;Łódź\n'
  const western = 'Name;Ort\nJörg Müller;Köln\n'
  it.each([
    ['utf-8', Buffer.from(table)],
    ['utf-8', Buffer.from(`\uFEFF${table}`)],
    ['utf-16le', Buffer.from(`\uFEFF${table}`, 'utf16le')],
    ['utf-16be', utf16be(`\uFEFF${table}`)],
    ['utf-16le', Buffer.from(western.repeat(20), 'utf16le')],
    ['utf-16be', utf16be(western.repeat(20))],
    ['windows-1252', latin(western)],
  ])('is found to be %s', async (encoding, bytes) => {
    const found = await seen(bytes)
    expect(found.encoding).toBe(encoding)
    expect(found.columns).toEqual(['Name', 'Ort'])
    expect(found.sample[0]).toEqual(['Jörg Müller', 'Köln'])
  })

  it('is found by the one umlaut in the last line', async () => {
    const plain = `Name;Ort\n${'Anna;Bonn\n'.repeat(100_000)}`
    expect((await seen(Buffer.concat([Buffer.from(plain), latin('Jörg;Köln\n')]))).encoding).toBe(
      'windows-1252',
    )
    expect((await seen(`${plain}Jörg;Köln\n`)).encoding).toBe('utf-8')
  })

  it('is found to be Polish by its letters', async () => {
    const bytes = Buffer.concat([
      latin('Nazwa;Miasto\nMa'),
      Buffer.from([0xb3]),
      latin('gorzata;Pozna'),
      Buffer.from([0xf1, 10]),
    ])
    const found = await seen(bytes)
    expect(found.encoding).toBe('windows-1250')
    expect(found.sample[0]).toEqual(['Małgorzata', 'Poznań'])
  })

  it('can be chosen', async () => {
    expect((await seen(latin('Name\nM\xb3odszy\n'), { encoding: 'windows-1252' })).sample[0]).toEqual([
      'M³odszy',
    ])
  })

  it.each([
    [
      'notText',
      Buffer.from('PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00 xlsx and more'.repeat(50), 'latin1'),
    ],
    ['fileEmpty', ''],
    ['fileEmpty', '\uFEFF \r\n\r\n'],
  ])('refuses with %s', async (reason, content) => {
    expect(await previewOf(content)).toEqual({ ok: false, reason })
  })

  it('refuses what cannot be read', async () => {
    const order = { kind: 'preview', job: 1, encoding: null, delimiter: null, hasHeader: null } as const
    expect(await preview({ ...order, file: join(folder, 'none.csv') })).toEqual({
      ok: false,
      reason: 'fileUnreadable',
    })
    expect(await preview({ ...order, file: folder })).toEqual({ ok: false, reason: 'fileUnreadable' })
  })
})

describe('the shape of a table', () => {
  it.each([',', ';', '\t', '|'])('has its delimiter found: %j', async (delimiter) => {
    const lines = [
      ['Name', 'Phone', 'Notes'],
      ['Anna Weber', '030 23125000', '"Calls, often; and long"'],
      ['Bert', '040 1234567', ''],
    ]
    const found = await seen(lines.map((line) => line.join(delimiter)).join('\n'))
    expect(found).toMatchObject({ delimiter, hasHeader: true, columns: ['Name', 'Phone', 'Notes'] })
    expect(found.sample[0]?.[0]).toBe('Anna Weber')
  })

  it('has its missing header noticed, and its columns guessed by what they hold', async () => {
    const found = await seen('Anna Weber,030 23125000,anna@example.com\nBert,040 1234567,bert@example.com\n')
    expect(found).toMatchObject({ hasHeader: false, columns: ['1', '2', '3'] })
    expect(found.mapping).toEqual({ '0': 'name', '1': 'number:', '2': 'email' })
  })

  it('shows twenty rows', async () => {
    const found = await seen(`Name\n${Array.from({ length: 50 }, (_, at) => `Customer ${at}`).join('\n')}`)
    expect(found.sample).toHaveLength(20)
    expect(found.sample[0]).toEqual(['Customer 0'])
  })

  it('shows the cards of a vCard file, whatever its name', async () => {
    const found = await seen('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna\r\nTEL:205\r\nEND:VCARD\r\n')
    expect(found).toMatchObject({ kind: 'vcard', sample: [['Anna', '', '205', '', '', '']], mapping: {} })
  })
})

describe('the meaning of the columns', () => {
  it.each([
    [
      [
        'Customer ID',
        'First Name',
        'Last Name',
        'Company',
        'Business Phone',
        'Mobile Phone',
        'E-mail',
        'City',
        'Country',
        'Notes',
        'Tier',
      ],
      [
        'key',
        'firstName',
        'lastName',
        'company',
        'number:Business Phone',
        'number:Mobile Phone',
        'email',
        'city',
        'country',
        'notes',
        'field:Tier',
      ],
    ],
    [
      [
        'Kundennummer',
        'Vorname',
        'Nachname',
        'Firma',
        'Telefon (geschäftlich)',
        'Handy',
        'Fax',
        'E-Mail-Adresse',
        'Ort',
        'Land',
        'Bemerkungen',
        'Straße',
      ],
      [
        'key',
        'firstName',
        'lastName',
        'company',
        'number:Telefon (geschäftlich)',
        'number:Handy',
        'field:Fax',
        'email',
        'city',
        'country',
        'notes',
        'field:Straße',
      ],
    ],
    [
      ['Imię', 'Nazwisko', 'Nazwa firmy', 'Telefon', 'Komórka', 'Adres e-mail', 'Miasto', 'Kraj', 'Uwagi'],
      [
        'firstName',
        'lastName',
        'company',
        'number:Telefon',
        'number:Komórka',
        'email',
        'city',
        'country',
        'notes',
      ],
    ],
    [
      [
        'Nombre',
        'Apellidos',
        'Empresa',
        'Teléfono',
        'Móvil',
        'Correo electrónico',
        'Ciudad',
        'País',
        'Observaciones',
      ],
      [
        'firstName',
        'lastName',
        'company',
        'number:Teléfono',
        'number:Móvil',
        'email',
        'city',
        'country',
        'notes',
      ],
    ],
    [
      ['Nom', 'Prénom', 'Société', 'Téléphone', 'Portable', 'Courriel', 'Ville', 'Pays', 'Remarques'],
      [
        'lastName',
        'firstName',
        'company',
        'number:Téléphone',
        'number:Portable',
        'email',
        'city',
        'country',
        'notes',
      ],
    ],
    [
      ['Name', 'Nombre', 'Name', 'E-mail', 'E-mail 2', ''],
      ['name', 'field:Nombre', 'field:Name', 'email', 'field:E-mail 2', 'skip'],
    ],
    [
      ['Nombre', 'Teléfono'],
      ['name', 'number:Teléfono'],
    ],
    [
      ['Nom', 'Tel.'],
      ['name', 'number:Tel.'],
    ],
    [
      ['Ansprechpartner', 'Rufnummer'],
      ['name', 'number:Rufnummer'],
    ],
    [
      ['Imię i nazwisko', 'Nr telefonu'],
      ['name', 'number:Nr telefonu'],
    ],
  ])('is guessed from %j', (columns, targets) => {
    expect(Object.values(guessMapping(columns, [], true))).toEqual(targets)
  })
})
