import type { CallFactKind } from '../../src/domain/call/facts.ts'

export type Expected =
  /** A final response, and lines that it has to carry. */
  | { readonly kind: 'answered'; readonly code: number; readonly with: readonly RegExp[] }
  /** A call: it is offered, and rings when it is told to. */
  | { readonly kind: 'rings' }
  /** Neither a word on the wire nor a call. */
  | { readonly kind: 'silent' }
  /** The connection is closed, and made and registered anew. */
  | { readonly kind: 'reconnected' }
  /** The same after a final response: nobody can say where the next message begins. */
  | { readonly kind: 'answeredAndReconnected'; readonly code: number }
  /** A final response to the first of two messages, and a call that is the second. */
  | { readonly kind: 'answeredThenRings'; readonly code: number }

export type TortureCase = {
  readonly name: string
  /** Of RFC 4475, or of the rule that one of our own is about. */
  readonly section: string
  /** What it is about, and why the answer is this one where the RFC leaves a choice. */
  readonly about: string
  readonly message: string | Buffer
  readonly expected: Expected
}

/** What a response has to repeat of the INVITE that it is one to. */
export type Dialled = {
  readonly via: string
  readonly from: string
  readonly to: string
  readonly callId: string
  readonly cseq: string
}

/** A response to an INVITE of ours: the call that was dialled gets the fact, or goes on waiting as if nothing came. */
export type ResponseCase = Omit<TortureCase, 'message' | 'expected'> & {
  readonly message: (dialled: Dialled) => string
  readonly expected: { readonly kind: 'fact'; readonly fact: CallFactKind } | { readonly kind: 'silent' }
}

export const answered = (code: number, ...lines: readonly RegExp[]): Expected => ({
  kind: 'answered',
  code,
  with: lines,
})
export const RINGS: Expected = { kind: 'rings' }
export const SILENT = { kind: 'silent' } as const
export const RECONNECTED: Expected = { kind: 'reconnected' }
/** Not for a telephone: the answer names what is (RFC 3261 §8.2.1). */
export const NOT_ALLOWED: Expected = answered(405, /^Allow: .*\bINVITE\b/m)
