import fc from 'fast-check'
import { expect, test } from 'vitest'
import { customerChange } from '../../../domain/crm/change.ts'
import type { OutboxWork } from '../../../domain/crm/outbox.ts'
import { startPushing } from './testing/pushing.ts'

const edit = fc.record({
  field: fc.constantFrom('company', 'notes', 'name', 'phone'),
  value: fc.constantFrom('+12025550111', '+12025550112', '+12025550113'),
})
const step = fc.oneof(
  fc.record({ kind: fc.constant('agent' as const), edit }),
  fc.record({ kind: fc.constant('crm' as const), edit }),
  fc.record({ kind: fc.constantFrom('pull' as const, 'deliver' as const, 'lostAnswer' as const) }),
)

test('whatever both sides change in between, they end with the same customer, and nothing of it waits', async () => {
  const { store, crm, customers, deliver, pull, edit: save, edited, stop } = await startPushing()
  store.pageSize = 1_000
  let people = 0
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        people += 1
        const id = `p${people}`
        const customer = `crm:a/contact/${id}`
        store.put(id, { name: 'Ana Ruiz', phone: '+12025550101', company: 'Ruiz Ltd' })
        await pull()
        const waiting: OutboxWork[] = []
        const next = async (): Promise<void> => {
          const work = waiting.shift()
          if (work) expect(await deliver(work)).toMatchObject({ kind: 'done' })
        }
        for (const one of steps) {
          if (one.kind === 'agent') {
            const before = customers.get(customer)
            const { field, value } = one.edit
            const numbers = [{ label: 'Phone', raw: value }]
            const after = save(customer, field === 'phone' ? { numbers } : { [field]: value })
            const change = before && customerChange(before, after)
            if (change) waiting.push({ kind: 'change', customer, ...change })
          } else if (one.kind === 'crm') store.put(id, { [one.edit.field]: one.edit.value })
          else if (one.kind === 'pull') await pull()
          else if (one.kind === 'deliver') await next()
          else if (waiting[0]) {
            crm.fail({ kind: 'broken', afterwards: true }, 1, `/people/${id}`)
            expect(await deliver(waiting[0])).toMatchObject({ kind: 'failed', unknown: true })
          }
        }
        while (waiting.length > 0) await next()
        await pull()
        const there = store.people.get(id)?.values
        const { name, company, notes, numbers } = customers.get(customer) ?? {}
        expect({ name, company, notes, numbers: numbers?.map(({ raw }) => raw) }).toEqual({
          name: there?.name,
          company: there?.company,
          notes: there?.notes ?? '',
          numbers: [there?.phone],
        })
        expect(edited(customer)).toBe('')
      }),
      { numRuns: 120 },
    )
  } finally {
    await stop()
  }
}, 120_000)
