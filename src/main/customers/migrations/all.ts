import { sql as customers } from './0001-customers.ts'
import { sql as fieldValue } from './0002-field-value.ts'
import { sql as remote } from './0003-remote.ts'
import { sql as renamed } from './0004-renamed.ts'

/** In order; the place in this list is the schema's version. Never edit one that was shipped: add one. */
export const migrations: readonly string[] = [customers, fieldValue, remote, renamed]
