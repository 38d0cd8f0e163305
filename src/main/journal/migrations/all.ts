import { sql as journal } from './0001-journal.ts'
import { sql as outbox } from './0002-outbox.ts'

/** In order; the place in this list is the schema's version. Never edit one that was shipped: add one. */
export const migrations: readonly string[] = [journal, outbox]
