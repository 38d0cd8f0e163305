import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { openCustomers, openForImport } from '../../customers/open.ts'
import { createFollower } from '../pull/follower.ts'
import { waitFor } from '../pull/wait.ts'
import { fieldsOf, sessionsOf, suggestedMapping } from './contract-session.ts'
import type { Bench, ConnectorCase } from './contract-world.ts'

const LONG = 60_000

/** The engine's reading half, as it runs in the worker, against the real server. */
export function describeFollowing(bench: Bench, { connector }: ConnectorCase): void {
  it(
    'is followed: what is held is what is there, after everything was read and after every change',
    async () => {
      const world = bench.world()
      const mapping = suggestedMapping(bench.description())
      const folder = mkdtempSync(join(tmpdir(), 'offhook-contract-'))
      const { customers } = openCustomers(join(folder, 'customers.db'))
      const db = openForImport(join(folder, 'customers.db'))
      if (!db) throw new Error('no database')
      // A day goes by with each look, so that ids are compared with each.
      let days = 0
      const follower = createFollower({
        connection: {
          id: 'suite',
          connector: connector.id,
          settings: world.settings,
          paused: false,
          mapping,
          dispositions: {},
          everySeconds: 86_400,
          country: 'DE',
          language: 'en',
        },
        connector,
        session: sessionsOf(connector, world.settings, world.secret, fieldsOf(mapping)),
        db,
        now: () => Date.now() + days * 86_400_000,
        random: Math.random,
        wait: waitFor,
        onState: () => undefined,
        onChanged: () => undefined,
      })
      const looked = () =>
        vi.waitFor(
          () => {
            const { phase, fault } = follower.state()
            expect(fault).toBeNull()
            expect(phase).toBe('idle')
          },
          { timeout: LONG / 3, interval: 20 },
        )
      const look = async (): Promise<void> => {
        days += 1
        const before = follower.state()
        follower.syncNow()
        await vi.waitFor(() => expect(follower.state()).not.toBe(before), { timeout: LONG / 3 })
        await looked()
      }
      const held = () =>
        db
          .prepare<[string], { id: string; name: string }>(
            `SELECT r.id, c.name FROM remote r JOIN customer c ON c.place = r.customer
             JOIN sync s ON s.place = r.sync WHERE s.object = ? ORDER BY r.id`,
          )
          .all(world.object)
      const there = async () =>
        (await world.people()).toSorted((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0))
      try {
        const edited = await bench.somebody()
        const deleted = await bench.somebody()
        follower.start()
        await looked()
        expect(held()).toEqual(await there())

        await bench.somebody()
        await world.change(edited.id, { name: 'Grace Hopper', number: edited.person.number })
        await world.remove(deleted.id)
        await world.settle()
        await look()
        // Who vanished without a word is asked for with the next look.
        await look()
        expect(held()).toEqual(await there())
        expect(customers.find(edited.person.number, 'DE')[0]?.customer.name).toBe('Grace Hopper')
      } finally {
        await follower.stop()
        db.close()
        customers.close()
        rmSync(folder, { recursive: true, force: true })
      }
    },
    LONG,
  )
}
