import type { EndCause } from './facts.ts'

const BY_STATUS: Readonly<Record<number, EndCause>> = {
  401: 'notAllowed',
  402: 'notAllowed',
  403: 'notAllowed',
  404: 'notFound',
  406: 'notCompatible',
  407: 'notAllowed',
  408: 'noAnswer',
  410: 'notFound',
  414: 'badNumber',
  415: 'notCompatible',
  416: 'badNumber',
  420: 'notCompatible',
  421: 'notCompatible',
  422: 'notCompatible',
  433: 'notAllowed',
  480: 'unavailable',
  484: 'badNumber',
  485: 'badNumber',
  486: 'busy',
  487: 'noAnswer',
  488: 'notCompatible',
  493: 'notCompatible',
  600: 'busy',
  603: 'declined',
  604: 'notFound',
  606: 'notCompatible',
  607: 'declined',
  608: 'declined',
}

const BY_Q850: Readonly<Record<number, EndCause>> = {
  1: 'notFound',
  2: 'notFound',
  3: 'notFound',
  17: 'busy',
  18: 'noAnswer',
  19: 'noAnswer',
  20: 'unavailable',
  21: 'declined',
  22: 'notFound',
  27: 'unavailable',
  28: 'badNumber',
  34: 'network',
  38: 'network',
  41: 'network',
  42: 'network',
  57: 'notAllowed',
  65: 'notCompatible',
  79: 'notCompatible',
  88: 'notCompatible',
}

/** What the status of a refusal means; undefined where it says nothing of its own. */
export const causeOfStatus = (code: number): EndCause | undefined => BY_STATUS[code]

/** What a cause of ITU-T Q.850 means, which gateways send in a Reason header beside a status that says less. */
export const causeOfQ850 = (code: number): EndCause | undefined => BY_Q850[code]
