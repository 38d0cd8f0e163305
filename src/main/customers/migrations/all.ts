import { sql as customers } from './0001-customers.ts'

/** In order; the place in this list is the schema's version. Never edit one that was shipped: add one. */
export const migrations: readonly string[] = [customers]
