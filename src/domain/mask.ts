/**
 * A number for a log: enough to tell two calls apart, too little to call anybody back. Numbers of up to four digits
 * are extensions and codes and stay.
 */
export function maskNumber(number: string): string {
  const digits = number.replace(/\D/g, '').length
  if (digits < 5) return number
  let seen = 0
  return number.replace(/\d/g, (digit) => {
    seen += 1
    return seen > digits - 2 ? digit : '•'
  })
}

/** Masks everything in a text that looks like a phone number. */
export const maskNumbers = (text: string): string =>
  text.replace(/\+?\d[\d\s().\-/]{3,}\d/g, (number) => maskNumber(number))
