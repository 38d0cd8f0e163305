import { readNumber } from '../../domain/phone-number.ts'

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

/** What a cell looks like when nothing names its column. */
export function looksLike(cell: string): 'email' | 'number' | 'text' | 'empty' {
  const text = cell.trim()
  if (text === '') return 'empty'
  if (EMAIL.test(text)) return 'email'
  const digits = text.replace(/\D/g, '').length
  if (digits >= 6 && /^[+\d\s()/.-]+$/.test(text) && readNumber(text, '').kind !== 'extension')
    return 'number'
  return 'text'
}
