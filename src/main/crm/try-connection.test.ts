import { expect, test } from 'vitest'
import type { RemoteField } from '../../domain/crm/description.ts'
import { memoryCrm } from './testing/memory-crm.ts'
import { tryConnection } from './try-connection.ts'

const field = (key: string, suggested: RemoteField['suggested'] = 'skip'): RemoteField => ({
  object: 'contact',
  key,
  label: key,
  kind: 'text',
  writable: true,
  suggested,
})

/** Opens sessions on a CRM with these fields, and keeps which fields each was to read. */
function opening(fields: readonly RemoteField[]) {
  const crm = memoryCrm()
  crm.put('c1', { name: 'Ana' })
  const objects = [{ key: 'contact', label: 'Contacts' }]
  const opened: string[][] = []
  return {
    opened,
    open: (mapping: Readonly<Record<string, Readonly<Record<string, string>>>>) => {
      opened.push(Object.keys(mapping.contact ?? {}))
      const describe = async () => ({ identity: 'Ana', objects, fields, dispositions: [] })
      return { ...crm.session, describe }
    },
  }
}

test('a sample has every field, so that any can be chosen by what stands in it', async () => {
  const { open, opened } = opening([field('fax'), field('name', 'name')])
  const tested = await tryConnection(open, {})
  expect(opened).toEqual([[], ['name', 'fax']])
  expect(tested.sample.contact?.map(({ id }) => id)).toEqual(['c1'])
})

test('where there are too many fields, what is mapped and what is suggested are among them', async () => {
  const many = Array.from({ length: 400 }, (_, index) => field(`custom${index}`))
  const { open, opened } = opening([...many, field('name', 'name')])
  await tryConnection(open, { contact: { custom399: 'field:Mood', custom398: 'skip' } })
  expect(opened[1]).toHaveLength(150)
  expect(opened[1]?.slice(0, 2)).toEqual(['custom399', 'name'])
})
