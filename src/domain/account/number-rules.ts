import { dialable } from '../call/decide.ts'

/**
 * How a number that was dialled is written for the server. `+49*` fits every number that starts with +49, and the `*`
 * at the end of the replacement stands for the rest of it: `0*`. Without a `*` at its end a pattern fits one number.
 */
export type NumberRule = {
  readonly id: string
  readonly pattern: string
  readonly replacement: string
}

export type NumberRules = {
  /** In order; the first that fits is the only one that is applied. */
  readonly rules: readonly NumberRule[]
  /** Digits before numbers outside of the PBX; empty for none. */
  readonly outsidePrefix: string
  /** Numbers of at most so many digits are inside of the PBX and get no prefix. */
  readonly internalDigits: number
}

export type RewrittenNumber = {
  readonly dialled: string
  /** The id of the rule that did it; null where none fitted. */
  readonly rule: string | null
  readonly prefixed: boolean
}

export type NumberRuleRefusal = 'patternBad' | 'replacementBad'

const PATTERN = /^(?=.)\+?[0-9#*]{0,32}$/
const REPLACEMENT = /^\+?[0-9#*]{0,32}$/

/** Why a rule can't be used; null where it can. */
export function checkNumberRule({ pattern, replacement }: NumberRule): NumberRuleRefusal | null {
  if (!PATTERN.test(pattern)) return 'patternBad'
  return REPLACEMENT.test(replacement) && replacement !== '' ? null : 'replacementBad'
}

export const isPrefix = (text: string): boolean => /^[0-9*#]{0,8}$/.test(text)

/** The number after one rule; null where the rule doesn't fit, or would leave nothing that can be dialled. */
function applied({ pattern, replacement }: NumberRule, number: string): string | null {
  const open = pattern.endsWith('*')
  const start = open ? pattern.slice(0, -1) : pattern
  if (open ? !number.startsWith(start) : number !== start) return null
  const rest = number.slice(start.length)
  const written = open && replacement.endsWith('*') ? replacement.slice(0, -1) + rest : replacement
  return dialable(written) === written ? written : null
}

/**
 * What goes out for a number that was dialled. SIP addresses go as they are, and so do codes that begin with `*` or `#`
 * past the rules: a prefix would make another code of them.
 */
export function rewriteNumber(number: string, numbers: NumberRules): RewrittenNumber {
  const unchanged: RewrittenNumber = { dialled: number, rule: null, prefixed: false }
  if (number.includes('@')) return unchanged
  let now = unchanged
  for (const rule of numbers.rules) {
    const written = applied(rule, number)
    if (written === null) continue
    now = { dialled: written, rule: rule.id, prefixed: false }
    break
  }
  const isOutside = /^[0-9]/.test(now.dialled) && now.dialled.length > numbers.internalDigits
  const outside = numbers.outsidePrefix + now.dialled
  if (numbers.outsidePrefix === '' || !isOutside || dialable(outside) !== outside) return now
  return { ...now, dialled: outside, prefixed: true }
}
