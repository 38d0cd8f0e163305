// What the full-text index holds: words in lower case, without marks, and each number in the forms that people type.
import { digitsOf, type ReadNumber } from '../../domain/phone-number.ts'

/** Letters that Unicode does not take apart into a letter and its mark. */
const UNSPLIT: Readonly<Record<string, string>> = {
  ß: 'ss',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ħ: 'h', // biome-ignore format: a table
}
/** How the same letters are spelled on a keyboard that lacks them. */
const SPELLED: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  å: 'aa',
  ø: 'oe', // biome-ignore format: a table
}

const ASCII = /^[\x20-\x7e]*$/

/** Lower case, without marks: `Łukasz Müller` becomes `lukasz muller`. */
export function folded(text: string): string {
  const lower = text.toLowerCase()
  if (ASCII.test(lower)) return lower
  return lower
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßłøđðþæœıħ]/g, (letter) => UNSPLIT[letter] ?? letter)
}

/**
 * The words of a text, each with the spellings that it is found by: without its marks and, for umlauts, as it is
 * typed without them. `Jörg Groß` is [[jorg, joerg], [gross]].
 */
export function wordForms(text: string): readonly (readonly string[])[] {
  const lower = text.toLowerCase()
  if (ASCII.test(lower)) return (lower.match(/[a-z0-9]+/g) ?? []).map((word) => [word])
  return (lower.normalize('NFC').match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).flatMap((word) => {
    if (ASCII.test(word)) return [[word]]
    const form = plain(word)
    if (!/[äöüåø]/.test(word)) return form === '' ? [] : [[form]]
    return [[form, plain(word.replace(/[äöüåø]/g, (letter) => SPELLED[letter] ?? letter))]]
  })
}

/** Folding can leave a sign between two letters (½ is 1⁄2); the index holds letters and digits only. */
const plain = (word: string): string => folded(word).replace(/[^\p{L}\p{N}]/gu, '')

/** The longest piece of a number that is worth a look. */
const LONGEST = 20

/**
 * A number's words: as it is dialled inside its country, and backwards with the country code, to be found by its ending.
 * A third word, with the country code in front, would cost an import a tenth of its speed; the search takes the code off.
 */
export function numberWords(number: ReadNumber, raw: string): readonly string[] {
  const own = number.kind === 'full' ? number.national : digitsOf(raw).slice(0, LONGEST)
  if (own === '') return []
  return [own, backwards(number.kind === 'full' ? number.e164 : own)]
}

/** Marked with an `r`, so that no number is found by another one's reverse. */
export function backwards(digits: string): string {
  let word = 'r'
  for (let at = digits.length - 1; at >= 0 && word.length < 9; at--) {
    const digit = digits.charAt(at)
    if (digit !== '+') word += digit
  }
  return word
}

/** Everything that one customer is found by. */
export function customerWords(name: string, company: string, numbers: readonly string[]): string {
  const text = company === '' || company === name ? name : `${name} ${company}`
  const words = new Set(numbers)
  for (const forms of wordForms(text)) for (const form of forms) words.add(form)
  return [...words].join(' ')
}
