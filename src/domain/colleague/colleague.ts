import { dialable } from '../call/decide.ts'

/** Somebody whose phone is watched. */
export type Colleague = {
  readonly id: string
  readonly name: string
  readonly extension: string
  /** The line that watches and calls; null is the first one. */
  readonly line: string | null
}

/** Phones that are watched at most. */
export const MOST_COLLEAGUES = 60

const PLACE = '{ext}'

/** What to dial for a colleague by a PBX's pick-up code, `*8{ext}` for example; null for an empty or impossible code. */
export function pickUpNumber(code: string, extension: string): string | null {
  const written = code.trim()
  return written === '' ? null : dialable(written.replaceAll(PLACE, extension))
}

/** The colleagues of the practice line, who are watched while it is the account. */
export const PRACTICE_COLLEAGUES: readonly Colleague[] = [
  { id: 'practice-201', name: 'Maria Santos', extension: '201', line: null },
  { id: 'practice-202', name: 'Jonas Weber', extension: '202', line: null },
  { id: 'practice-203', name: 'Aoife Byrne', extension: '203', line: null },
  { id: 'practice-204', name: 'Ken Ito', extension: '204', line: null },
]
