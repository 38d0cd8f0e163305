import type { Addresses, CallEnd, CallState, MediaStats } from './api.ts'

/** What the app tells the practice process. */
export type ToPractice =
  | {
      type: 'start'
      port?: number
      user?: string
      /** Absent: a new one for each start. */
      password?: string
      seed?: number
      /** Whether customers call by themselves while the agent is registered. Default true. */
      calls?: boolean
      /** Shortest and longest pause between the calls of customers, milliseconds. Default 15,000 and 40,000. */
      pauseMs?: readonly [number, number]
    }
  /** A customer calls now: the one with this number, or the next of the shift. */
  | { type: 'callMe'; number?: string }
  /** The practice dialer calls the agent on behalf of the customer with this number, or of the next lead. */
  | { type: 'push'; number?: string }
  /** Starts or stops the calls of customers; the line stays up. */
  | { type: 'calls'; on: boolean }
  /** Asks for `measured`. */
  | { type: 'measure'; seconds?: number }
  /** Ends the process. */
  | { type: 'stop' }

/** What the practice process tells the app. */
export type FromPractice =
  | {
      type: 'ready'
      url: string
      /** Where the same line is a plain one; `udp` and `tcp` are one `host:port`. */
      addresses: Addresses
      domain: string
      user: string
      password: string
    }
  | { type: 'failed'; message: string }
  /** A call began at `at` (epoch ms). `caller` says who calls and why, for calls of sample customers. */
  | {
      type: 'call'
      id: string
      at: number
      direction: 'to-agent' | 'from-agent'
      number: string
      caller?: string
    }
  | { type: 'ended'; id: string; end: CallEnd; media: MediaStats | undefined }
  | { type: 'measured'; calls: readonly MeasuredCall[] }

export interface MeasuredCall {
  id: string
  number: string
  state: CallState
  held: boolean
  digits: string
  media: MediaStats | undefined
}

/** Reads a message of the app; undefined for what isn't one. */
export function readToPractice(value: unknown): ToPractice | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined
  const known: readonly unknown[] = [
    'start',
    'callMe',
    'push',
    'calls',
    'measure',
    'stop',
  ] satisfies ToPractice['type'][]
  // Only the app that ships with this file speaks here, so the shape follows from the type.
  return known.includes(value.type) ? (value as ToPractice) : undefined
}
