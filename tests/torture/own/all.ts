import type { TortureCase } from '../case.ts'
import { BODY } from './bodies.ts'
import { BYTES, SIZE } from './bytes.ts'
import { FIELDS } from './fields.ts'
import { EXTENSIONS, METHODS } from './meaning.ts'

/** What peers, dialers and scanners send beside the RFC's cases. */
export const OWN: readonly TortureCase[] = [...SIZE, ...FIELDS, ...BYTES, ...BODY, ...EXTENSIONS, ...METHODS]
