import { METHODS } from './answers.ts'

const ALLOW = `Allow: ${METHODS.join(', ')}`

/** A message of SIP.js's with our own Allow: it promises methods that nobody serves here, and never UPDATE. */
export const allowWhatIsServed = (message: string): string => message.replace(/^Allow: .*$/m, ALLOW)
