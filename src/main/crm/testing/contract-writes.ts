import { describe, expect, it } from 'vitest'
import type { FieldMapping } from '../../../domain/crm/connection.ts'
import { readNumber } from '../../../domain/phone-number.ts'
import { customerOf, lastCursor, pagesFrom } from './contract-session.ts'
import type { Bench, ConnectorCase } from './contract-world.ts'

/** The field, or the fields, that a name is written to. */
function nameValues(mapping: FieldMapping, name: string): Readonly<Record<string, string>> {
  const keyOf = (target: string) => Object.keys(mapping).find((key) => mapping[key] === target)
  const whole = keyOf('name')
  if (whole !== undefined) return { [whole]: name }
  const [first = '', last = ''] = name.split(' ')
  const values: Record<string, string> = {}
  const [firstKey, lastKey] = [keyOf('firstName'), keyOf('lastName')]
  if (firstKey !== undefined) values[firstKey] = first
  if (lastKey !== undefined) values[lastKey] = last
  return values
}

/** A number, into the field that is one or into the list. */
function numberChange(mapping: FieldMapping, raw: string) {
  const key = Object.keys(mapping).find((candidate) => mapping[candidate]?.startsWith('number:'))
  return key === undefined
    ? { values: {}, numbers: [{ label: 'Work', raw }] }
    : { values: { [key]: raw }, numbers: null }
}

export function describeWrites(bench: Bench, { connector, locks }: ConnectorCase): void {
  const { capabilities } = connector
  const nameThere = async (id: string) => (await bench.world().people()).find((one) => one.id === id)?.name

  if (capabilities.changes) {
    describe('changing a record', () => {
      it('writes what was changed and leaves everything else', async () => {
        const { id, person } = await bench.somebody()
        const ref = { object: bench.world().object, id }
        const before = await bench.session().get(ref)
        const change = { values: nameValues(bench.mapping(), 'Grace Hopper'), numbers: null }
        await bench.session().update(ref, change, before?.rev ?? null)
        expect(await nameThere(id)).toBe('Grace Hopper')
        const after = await bench.session().get(ref)
        if (!after) throw new Error('gone')
        const numbers = customerOf(after, bench.mapping()).numbers.map(({ raw }) => readNumber(raw, 'DE'))
        expect(numbers).toContainEqual(readNumber(person.number, 'DE'))
      })

      it('gives the version that it comes back as', async () => {
        const { id } = await bench.somebody()
        const ref = { object: bench.world().object, id }
        const before = await bench.session().get(ref)
        const cursor = lastCursor(await pagesFrom(bench.session(), ref.object, null))
        const change = { values: nameValues(bench.mapping(), 'Grace Hopper'), numbers: null }
        const written = await bench.session().update(ref, change, before?.rev ?? null)
        await bench.world().settle()
        const records = (await pagesFrom(bench.session(), ref.object, cursor)).flatMap((page) => page.records)
        const back = records.filter((record) => record.id === id).at(-1)
        if (!back) throw new Error('the change was not seen')
        // What the server doesn't say when it writes can't be compared later; something it has to say.
        expect(written.rev ?? written.updated).not.toBeNull()
        if (written.rev !== null) expect(back.rev).toBe(written.rev)
        if (written.updated !== null) expect(back.updated).toBe(written.updated)
      })

      it('changes a number', async () => {
        const { id } = await bench.somebody()
        const ref = { object: bench.world().object, id }
        const before = await bench.session().get(ref)
        await bench
          .session()
          .update(ref, numberChange(bench.mapping(), '+49 30 7654321'), before?.rev ?? null)
        const after = await bench.session().get(ref)
        if (!after) throw new Error('gone')
        const numbers = customerOf(after, bench.mapping()).numbers.map(({ raw }) => readNumber(raw, 'DE'))
        expect(numbers).toEqual([readNumber('+49 30 7654321', 'DE')])
      })

      it('says that there is no such record', async () => {
        const { id } = await bench.somebody()
        const ref = { object: bench.world().object, id }
        const before = await bench.session().get(ref)
        await bench.world().remove(id)
        const change = { values: nameValues(bench.mapping(), 'Grace Hopper'), numbers: null }
        // Where the server compares versions first, one that is gone is another version.
        await expect(bench.session().update(ref, change, before?.rev ?? null)).rejects.toMatchObject({
          reason: expect.stringMatching(/^(notFound|conflict)$/),
        })
        expect(await nameThere(id)).toBeUndefined()
      })

      if (locks) {
        it('is refused where somebody else changed it meanwhile', async () => {
          const { id, person } = await bench.somebody()
          const ref = { object: bench.world().object, id }
          const before = await bench.session().get(ref)
          await bench.world().change(id, { ...person, name: 'Grace Hopper' })
          const change = { values: nameValues(bench.mapping(), 'Ada King'), numbers: null }
          await expect(bench.session().update(ref, change, before?.rev ?? null)).rejects.toMatchObject({
            reason: 'conflict',
          })
          expect(await nameThere(id)).toBe('Grace Hopper')
        })
      }
    })
  }

  if (capabilities.creates) {
    it('makes a record once, however often it is asked with the same key', async () => {
      const { object } = bench.world()
      const number = numberChange(bench.mapping(), '+49 30 4445566')
      const values = { ...nameValues(bench.mapping(), 'Mary Somerville'), ...number.values }
      const make = () => bench.session().create(object, { values, numbers: number.numbers }, 'suite-make-1')
      const first = await make()
      await bench.world().settle()
      const known =
        capabilities.idempotency === 'key'
          ? (await make()).id
          : await bench.session().probe('suite-make-1', null)
      // A server that can't be asked by the key finds the record by the next read.
      if (known !== null) expect(known).toBe(first.id)
      const there = (await bench.world().people()).filter(({ name }) => name === 'Mary Somerville')
      expect(there.map(({ id }) => id)).toEqual([first.id])
    })
  }

  if (capabilities.notes) {
    it('puts a note beside a record, and finds it by its key', async () => {
      const { id } = await bench.somebody()
      const ref = { object: bench.world().object, id }
      await bench.session().note(ref, 'wants to be called Ada', 'suite-note-1')
      await bench.world().settle()
      const notes = (await bench.world().notes?.(id)) ?? []
      expect(notes.filter((text) => text.includes('wants to be called Ada'))).toHaveLength(1)
      expect(await bench.session().probe('suite-note-1', ref)).not.toBeNull()
    })
  }
}
