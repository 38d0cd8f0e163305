/**
 * The parts of N (family, given, additional, prefix, suffix, by their place) for a name as it is shown. What the parts
 * said before helps: a family name that is still there stays one, however many words it has.
 */
export function splitName(shown: string, held: readonly string[]): Readonly<Record<number, string>> {
  const [family = '', given = '', , prefix = '', suffix = ''] = held
  let rest = shown.trim().replace(/\s+/g, ' ')
  const parts = { 2: '', 3: '', 4: '' }
  if (prefix !== '' && rest.startsWith(`${prefix} `)) {
    parts[3] = prefix
    rest = rest.slice(prefix.length + 1)
  }
  if (suffix !== '' && rest.endsWith(` ${suffix}`)) {
    parts[4] = suffix
    rest = rest.slice(0, -suffix.length - 1).replace(/,$/, '')
  }
  if (family !== '' && rest.endsWith(` ${family}`))
    return { ...parts, 0: family, 1: rest.slice(0, -family.length - 1) }
  if (given !== '' && rest.startsWith(`${given} `))
    return { ...parts, 0: rest.slice(given.length + 1), 1: given }
  const last = rest.lastIndexOf(' ')
  return last < 0
    ? { ...parts, 0: '', 1: rest }
    : { ...parts, 0: rest.slice(last + 1), 1: rest.slice(0, last) }
}
