import { z } from 'zod'
import { CrmFailure } from '../../failure.ts'

const named = z.tuple([z.string()]).rest(z.unknown())
const words = z.array(z.unknown())

/** What Tryton's `error` means. It comes with status 200: `["UserError", ["what", "more"]]`, `["ConcurrencyException", ...]`. */
export function refusalOf(method: string, error: unknown): CrmFailure {
  const read = named.safeParse(error)
  if (!read.success) return new CrmFailure('badAnswer', `${method}: an error of another shape`)
  const [name, said] = read.data
  switch (name) {
    case 'UserError':
      return new CrmFailure('rejected', sentences(said))
    case 'UserWarning':
      // Its first word is the warning's own id. A person has to say yes to it, in Tryton.
      return new CrmFailure('rejected', sentences(words.safeParse(said).data?.slice(1)))
    case 'ConcurrencyException':
      return new CrmFailure('conflict', 'somebody else changed it meanwhile')
    case 'LoginException':
      return new CrmFailure('signIn', 'Tryton asks for more than a password to sign in')
    default:
      // The name of what was raised within the server; its transaction was rolled back.
      return new CrmFailure('server', `${method}: ${name}`)
  }
}

function sentences(said: unknown): string {
  const parts = words.safeParse(said).data ?? [said]
  const texts = parts.filter((part): part is string => typeof part === 'string' && part.trim() !== '')
  return texts.slice(0, 2).join(' ') || 'Tryton refused it without saying why'
}
