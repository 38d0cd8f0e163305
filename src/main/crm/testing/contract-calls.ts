import { describe, expect, it } from 'vitest'
import type { CallLog } from '../../../domain/crm/call-log.ts'
import type { Bench, ConnectorCase } from './contract-world.ts'

const START = Date.UTC(2026, 4, 4, 9, 30)

/** A call of four minutes. */
export function someCall(key: string, changes: Partial<CallLog> = {}): CallLog {
  return {
    key,
    direction: 'inbound',
    startedAt: START,
    answeredAt: START + 8_000,
    endedAt: START + 248_000,
    durations: { ring: 8_000, talk: 200_000, hold: 40_000, wrapUp: 20_000, handle: 260_000 },
    number: '+4930231255001',
    line: 'Sales',
    cause: 'hungUp',
    disposition: { id: 'sold', label: 'Sold' },
    notes: 'wants ten lamps',
    closed: true,
    ...changes,
  }
}

export function describeCalls(bench: Bench, { connector }: ConnectorCase): void {
  const { capabilities } = connector
  if (capabilities.callLog === 'none') return
  let calls = 0
  /** A key that no other call of the suite has. */
  const newKey = (): string => {
    calls += 1
    return `suite-call-${calls}-${process.pid}`
  }
  /** Every call there whose text has these words. */
  const logged = async (words: string) => {
    await bench.world().settle()
    return ((await bench.world().calls?.()) ?? []).filter(({ text }) => text.includes(words))
  }
  const about = (id: string) => ({ ref: { object: bench.world().object, id }, disposition: null })

  describe('logging a call', () => {
    it('writes it beside the record, with what the agent noted and how it ended', async () => {
      const { id } = await bench.somebody()
      const key = newKey()
      const written = await bench
        .session()
        .logCall(someCall(key, { notes: `noted in ${key}` }), about(id), null)
      expect(written).not.toBe('')
      const there = await logged(`noted in ${key}`)
      expect(there).toHaveLength(1)
      expect(there[0]?.text).toContain('Sold')
    })

    it('finds it by its key, and nothing by a key that was never used', async () => {
      const { id } = await bench.somebody()
      const key = newKey()
      const written = await bench.session().logCall(someCall(key), about(id), null)
      await bench.world().settle()
      expect(await bench.session().probe(key, about(id).ref)).toBe(written)
      expect(await bench.session().probe(newKey(), about(id).ref)).toBeNull()
    })

    if (capabilities.idempotency === 'key') {
      it('writes it once, however often it is sent', async () => {
        const { id } = await bench.somebody()
        const key = newKey()
        const log = someCall(key, { notes: `noted in ${key}` })
        const first = await bench.session().logCall(log, about(id), null)
        const again = await bench.session().logCall(log, about(id), null)
        expect(again).toBe(first)
        expect(await logged(`noted in ${key}`)).toHaveLength(1)
      })
    } else {
      it('writes it once, where it is looked for before it is sent again', async () => {
        const { id } = await bench.somebody()
        const key = newKey()
        const log = someCall(key, { notes: `noted in ${key}` })
        await bench.session().logCall(log, about(id), null)
        await bench.world().settle()
        if ((await bench.session().probe(key, about(id).ref)) === null)
          await bench.session().logCall(log, about(id), null)
        expect(await logged(`noted in ${key}`)).toHaveLength(1)
      })
    }

    if (capabilities.callLog === 'updatable') {
      it('changes it in its place when the wrap-up changes later', async () => {
        const { id } = await bench.somebody()
        const key = newKey()
        const open = someCall(key, { closed: false, disposition: null, notes: `first in ${key}` })
        const first = await bench.session().logCall(open, about(id), null)
        const closed = someCall(key, { notes: `second in ${key}` })
        expect(await bench.session().logCall(closed, about(id), first)).toBe(first)
        expect(await logged(`second in ${key}`)).toHaveLength(1)
        expect(await logged(`first in ${key}`)).toHaveLength(0)
      })
    }

    it('keeps signs that mean something to the CRM as what the agent wrote', async () => {
      const { id } = await bench.somebody()
      const key = newKey()
      const notes = `${key} <b>5 < 6 & "so"</b> 100% ä€😀`
      await bench.session().logCall(someCall(key, { notes }), about(id), null)
      const text = (await logged(key))[0]?.text ?? ''
      expect(plain(text)).toContain(plain(notes))
    })

    if (capabilities.activities) {
      it('shows it among the activities of the record, newest first', async () => {
        const { id } = await bench.somebody()
        const [early, late] = [newKey(), newKey()]
        await bench.session().logCall(someCall(early, { notes: `early ${early}` }), about(id), null)
        const later = {
          startedAt: START + 3_600_000,
          answeredAt: START + 3_608_000,
          endedAt: START + 3_700_000,
        }
        await bench.session().logCall(someCall(late, { ...later, notes: `late ${late}` }), about(id), null)
        await bench.world().settle()
        const activities = await bench.session().activities(about(id).ref, 5)
        const texts = activities.map(({ title, text }) => `${title} ${text}`)
        const places = [`late ${late}`, `early ${early}`].map((words) =>
          texts.findIndex((one) => one.includes(words)),
        )
        expect(places[0]).toBeGreaterThanOrEqual(0)
        expect(places[1]).toBeGreaterThan(places[0] ?? 0)
        expect(await bench.session().activities(about(id).ref, 1)).toHaveLength(1)
      })
    }
  })
}

/** Where the CRM keeps HTML, what it shows for it. */
const plain = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
