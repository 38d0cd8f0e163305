import type { TortureCase } from './case.ts'
import { BODY } from './own/bodies.ts'
import { BYTES, SIZE } from './own/bytes.ts'
import { FIELDS } from './own/fields.ts'
import { EXTENSIONS, METHODS } from './own/meaning.ts'
import { INVALID } from './rfc4475/invalid.ts'
import { SEMANTICS } from './rfc4475/semantics.ts'
import { VALID } from './rfc4475/valid.ts'

export const RFC4475: readonly TortureCase[] = [...VALID, ...INVALID, ...SEMANTICS]

/** What peers, dialers and scanners send beside the RFC's cases. */
export const OWN: readonly TortureCase[] = [...SIZE, ...FIELDS, ...BYTES, ...BODY, ...EXTENSIONS, ...METHODS]
