import { z } from 'zod'
import { CRM_FAILURES } from '../domain/crm/failure.ts'
import type { OutboxWork } from '../domain/crm/outbox.ts'
import type { Activity } from '../domain/crm/record.ts'
import type { ConnectionTested, SyncState } from './crm.ts'

/** Data of main's own making, which the worker needs no more than pass on. */
const own = <Value>() => z.custom<Value>((value) => typeof value === 'object' && value !== null)

const job = z.number().int()
const id = z.string()
export const fault = z.object({
  reason: z.enum(CRM_FAILURES),
  detail: z.string(),
  retryAfter: z.number().nullable(),
})

/** A connection as the worker follows it. */
export const followed = z.object({
  id,
  connector: id,
  settings: z.record(z.string(), z.string()),
  paused: z.boolean(),
  mapping: z.record(z.string(), z.record(z.string(), z.string())),
  dispositions: z.record(z.string(), z.string()),
  everySeconds: z.number(),
  /** ISO 3166-1 alpha-2: how numbers without a country code are read. */
  country: z.string(),
  /** What is written to the CRM beside what agents wrote, for example `de-AT`. */
  language: z.string(),
})
export type Followed = z.infer<typeof followed>

/** One item of the outbox on its way. `unknown`: it may have been written before; look for it first. */
export const delivery = z.object({
  item: id,
  connection: id,
  work: own<OutboxWork>(),
  unknown: z.boolean(),
  /** What an earlier delivery wrote; null before the first. */
  remoteId: z.string().nullable(),
})
export type Delivery = z.infer<typeof delivery>

/** What became of it. */
export const outcome = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('done'),
    remoteId: z.string().nullable(),
    /** Fields of the customer where the CRM had another value and kept it. */
    conflicts: z.array(z.object({ field: z.string(), ours: z.string(), theirs: z.string() })),
    /** The customer's record isn't there any more: a call was written without it. */
    gone: z.boolean(),
    /** There is no record that the call could stand beside, and it can't stand anywhere else: nothing was written. */
    nowhere: z.boolean(),
    /** The customer's id from now on, where adding them to the CRM gave them another one. */
    customer: z.string().nullable(),
  }),
  /** It wasn't written (or, with `unknown`, perhaps was): by `domain/crm/failure.ts` it is tried again or shown. */
  z.object({
    kind: z.literal('failed'),
    fault,
    unknown: z.boolean(),
    /** What is there all the same, where only a later step failed. */
    remoteId: z.string().nullable(),
  }),
])
export type Outcome = z.infer<typeof outcome>

/** What main tells the worker's CRM engine. */
export const syncOrder = z.discriminatedUnion('kind', [
  /** All connections, whenever one of them changed; those that aren't named are let go. */
  z.object({ kind: z.literal('crm.follow'), connections: z.array(followed) }),
  /** The answer to `crm.secretWanted`; null: there is none, it can't be renewed, or (`later`) not just now. */
  z.object({ kind: z.literal('crm.secret'), wanted: job, secret: z.string().nullable(), later: z.boolean() }),
  z.object({ kind: z.literal('crm.test'), job, connection: followed, secret: z.string() }),
  z.object({ kind: z.literal('crm.deliver'), delivery }),
  /** Looks in every connection at once. */
  z.object({ kind: z.literal('crm.find'), job, e164: z.string(), national: z.string() }),
  z.object({ kind: z.literal('crm.activities'), job, customer: id, most: z.number().int() }),
  z.object({ kind: z.literal('crm.syncNow'), connection: id.nullable() }),
  z.object({ kind: z.literal('crm.readAll'), connection: id }),
  z.object({ kind: z.literal('crm.vanish'), connection: id, really: z.boolean() }),
  /** Forgets what a connection brought, with its cursors; customers that agents changed stay. */
  z.object({ kind: z.literal('crm.forget'), connection: id }),
])
export type SyncOrder = z.infer<typeof syncOrder>

/** What the engine tells main. */
export const syncReport = z.discriminatedUnion('kind', [
  /** `stale` is the secret that was just refused; null where none is known yet. */
  z.object({
    kind: z.literal('crm.secretWanted'),
    wanted: job,
    connection: id,
    stale: z.string().nullable(),
  }),
  z.object({ kind: z.literal('crm.state'), connection: id, state: own<SyncState>() }),
  z.object({
    kind: z.literal('crm.tested'),
    job,
    result: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), value: own<ConnectionTested>() }),
      z.object({ ok: z.literal(false), fault }),
    ]),
  }),
  z.object({ kind: z.literal('crm.delivered'), item: id, outcome }),
  /** Customers that are in the cache by now. */
  z.object({ kind: z.literal('crm.found'), job, customers: z.array(id) }),
  z.object({ kind: z.literal('crm.activities'), job, activities: own<readonly Activity[]>().nullable() }),
  /** Customers that were changed or are gone; at most the first 500 of a page. */
  z.object({ kind: z.literal('crm.changed'), customers: z.array(id) }),
])
export type SyncReport = z.infer<typeof syncReport>
