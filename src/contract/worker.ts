import { z } from 'zod'

/** What main asks of the worker process. Jobs run one after the other; `job` names one for progress and cancel. */
export const workerRequest = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('preview'),
    job: z.number().int(),
    file: z.string(),
    encoding: z.string().nullable(),
    delimiter: z.string().nullable(),
    hasHeader: z.boolean().nullable(),
  }),
  z.object({
    kind: z.literal('import'),
    job: z.number().int(),
    file: z.string(),
    encoding: z.string(),
    delimiter: z.string(),
    hasHeader: z.boolean(),
    mapping: z.record(z.string(), z.string()),
    /** ISO 3166-1 alpha-2: how numbers without a country code are read. */
    country: z.string(),
  }),
  /** Whether a copy of the journal is whole: SQLite's check of every page, which takes long for a large one. */
  z.object({ kind: z.literal('verify'), job: z.number().int(), file: z.string() }),
  z.object({ kind: z.literal('cancel'), job: z.number().int() }),
])
export type WorkerRequest = z.infer<typeof workerRequest>

const bad = z.object({ line: z.number().int(), column: z.string(), reason: z.string() })

export const workerReport = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('verified'), job: z.number().int(), whole: z.boolean() }),
  z.object({
    kind: z.literal('preview'),
    job: z.number().int(),
    result: z.discriminatedUnion('ok', [
      z.object({
        ok: z.literal(true),
        value: z.object({
          file: z.string(),
          name: z.string(),
          kind: z.enum(['csv', 'vcard']),
          encoding: z.string(),
          delimiter: z.string(),
          hasHeader: z.boolean(),
          columns: z.array(z.string()),
          sample: z.array(z.array(z.string())),
          mapping: z.record(z.string(), z.string()),
        }),
      }),
      z.object({
        ok: z.literal(false),
        reason: z.enum(['fileUnreadable', 'fileEmpty', 'notText', 'noNameColumn', 'busy']),
      }),
    ]),
  }),
  z.object({
    kind: z.literal('progress'),
    job: z.number().int(),
    state: z.enum(['running', 'done', 'cancelled', 'failed']),
    read: z.number().int(),
    total: z.number().int().nullable(),
    added: z.number().int(),
    changed: z.number().int(),
    unchanged: z.number().int(),
    /** The first 200 of them. */
    bad: z.array(bad),
    badCount: z.number().int(),
    message: z.string(),
  }),
])
export type WorkerReport = z.infer<typeof workerReport>
