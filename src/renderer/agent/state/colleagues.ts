import type { ColleagueView } from '../../../contract/view.ts'

const RANK: Readonly<Record<ColleagueView['state'], number>> = {
  free: 0,
  unknown: 1,
  notOffered: 1,
  busy: 2,
  ringing: 2,
}

/** Those who can take a call first, each in the order of the settings. */
export const freeFirst = (colleagues: readonly ColleagueView[]): readonly ColleagueView[] =>
  [...colleagues].sort((a, b) => RANK[a.state] - RANK[b.state])

/** The watched phone that has this number; undefined where none has. */
export const watchedAs = (colleagues: readonly ColleagueView[], number: string): ColleagueView | undefined =>
  colleagues.find(({ extension }) => extension === number.replace(/\s/g, ''))

/** What calls a colleague: on the line that watches them. */
export const callTo = ({ extension, line }: ColleagueView) => ({
  to: extension,
  from: null,
  ...(line !== null && { line }),
})

/** Who rings a colleague, in one text; null where it isn't told. */
export const callerOf = ({ caller }: ColleagueView): string | null =>
  caller && (caller.name || caller.number || null)

/** Those whose name or extension has what was typed. */
export function matching(colleagues: readonly ColleagueView[], typed: string): readonly ColleagueView[] {
  const wanted = typed.trim().toLocaleLowerCase()
  return colleagues.filter(({ name, extension }) =>
    `${name} ${extension}`.toLocaleLowerCase().includes(wanted),
  )
}
