import { z } from 'zod'
import { CODECS, SRTP_MODES, TRANSPORTS } from '../domain/line.ts'

/** Words that a preset brings along, in every language of the window. */
const words = z.strictObject({ en: z.string().min(1), de: z.string().min(1) })
export type PresetWords = z.infer<typeof words>

/** A value for a field of the account, and in one line why. */
const choice = <Value extends z.ZodType>(value: Value) => z.strictObject({ value, why: words }).optional()

const dialled = z.string().regex(/^[0-9*#+]{1,20}$/)

/**
 * What a common PBX or provider wants of an account. A file of `resources/presets` each; what it doesn't name stays as
 * it is.
 */
export const preset = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  name: words,
  /** Whether Offhook was really run against it; how, says its page in `docs/connect`. */
  tried: z.boolean(),
  /** What to have ready from the PBX, one sentence each. */
  needs: z.array(words).min(1),
  /** What to know of its calls, one sentence each. */
  notes: z.array(words),
  sets: z.strictObject({
    transport: choice(z.enum(TRANSPORTS)),
    /** As in the account, with `{host}` for the name that only the agent knows. */
    server: choice(z.string().min(1)),
    /** Empty: the server's name. */
    domain: choice(z.string()),
    codecs: choice(z.array(z.enum(CODECS)).min(1)),
    srtp: choice(z.enum(SRTP_MODES)),
    dtmf: choice(z.enum(['rfc4733', 'info'])),
    trustsProxy: choice(z.boolean()),
    credentialsInDialog: choice(z.boolean()),
    /** Calls an echo, for the line check. */
    echoNumber: choice(dialled),
  }),
  /** What to dial there for this and that. */
  numbers: z.strictObject({
    voicemail: choice(dialled),
    /** With `{ext}` for the colleague's extension. */
    pickUp: choice(z.string().regex(/^[0-9*#]+\{ext\}$/)),
  }),
})
export type Preset = z.infer<typeof preset>
export type PresetField = keyof Preset['sets']
export type PresetNumber = keyof Preset['numbers']
