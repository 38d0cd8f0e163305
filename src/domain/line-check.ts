/** What a line check looks at, in this order. */
export const CHECK_STEPS = [
  'dns',
  'connect',
  'certificate',
  'register',
  'options',
  'listen',
  'stun',
  'echo',
] as const
export type CheckStep = (typeof CHECK_STEPS)[number]

/** Why there was nothing to look at. */
export const SKIP_REASONS = [
  'stepBefore',
  'stopped',
  'isAddress',
  'noConnection',
  'notEncrypted',
  'noServer',
  'noRegistrar',
  'notDirect',
  'noStunServer',
  'noEchoNumber',
  'onACall',
] as const
export type SkipReason = (typeof SKIP_REASONS)[number]

/** Why a step isn't simply green, each with something that can be done about it. */
export const FAULT_REASONS = [
  // Ways to the server.
  'badAddress',
  'hostNotFound',
  'dnsNoAnswer',
  'noNetwork',
  'connectionRefused',
  'connectionLost',
  'noAnswer',
  'noTls',
  'notWebSocket',
  'notSip',
  // Its certificate.
  'certificateExpired',
  'certificateNotYetValid',
  'certificateOtherName',
  'certificateSelfSigned',
  'certificateUntrusted',
  'certificateEndsSoon',
  // The registrar.
  'noPassword',
  'registerNoAnswer',
  'wrongPassword',
  'forbidden',
  'unknownAccount',
  'serverError',
  'optionsNoAnswer',
  // Direct calls.
  'portInUse',
  'portNotAllowed',
  // The sound.
  'stunNotFound',
  'stunNoAnswer',
  'echoBusy',
  'echoNotFound',
  'echoRefused',
  'echoNoAnswer',
  'echoNotCompatible',
  'microphone',
  'noAudio',
  'echoSilent',
  'echoQuiet',
  'failed',
] as const
export type FaultReason = (typeof FAULT_REASONS)[number]
export type CheckReason = SkipReason | FaultReason

/** `warning` is green with a hint. */
export type CheckState = 'waiting' | 'running' | 'good' | 'warning' | 'bad' | 'skipped'

export type CheckedCertificate = {
  readonly subject: string
  readonly issuer: string
  /** Names and addresses that it is made out for. */
  readonly names: readonly string[]
  /** Epoch ms. */
  readonly validFrom: number
  readonly validTo: number
  /** SHA-256, in pairs of hexadecimal digits. */
  readonly fingerprint: string
}

export type CheckedStep = {
  readonly step: CheckStep
  readonly state: CheckState
  readonly reason: CheckReason | null
  /** For *Details*: addresses, the SIP status, what was measured. */
  readonly detail: string
  readonly certificate: CheckedCertificate | null
}

/** How a step came out. */
export type StepResult = {
  readonly state: 'good' | 'warning' | 'bad' | 'skipped'
  readonly reason: CheckReason | null
  readonly detail: string
  readonly certificate: CheckedCertificate | null
}

export const good = (detail: string, certificate: CheckedCertificate | null = null): StepResult => ({
  state: 'good',
  reason: null,
  detail,
  certificate,
})

const because =
  <Reason extends CheckReason>(state: 'warning' | 'bad' | 'skipped') =>
  (reason: Reason, detail = '', certificate: CheckedCertificate | null = null): StepResult => ({
    state,
    reason,
    detail,
    certificate,
  })

export const warning = because<FaultReason>('warning')
export const bad = because<FaultReason>('bad')
export const skipped = because<SkipReason>('skipped')

export const isFault = (reason: CheckReason): reason is FaultReason =>
  FAULT_REASONS.some((fault) => fault === reason)
