/** So many may go at once from any address book, however small it is. */
const FEW = 2
const MOST_SHARE = 0.1

/**
 * Whether so many of so many records may have been deleted without a word. More look like a right that was taken away, or
 * a server that lists only half, and somebody has to say so.
 */
export const mayVanish = (count: number, of: number): boolean => count <= FEW || count <= of * MOST_SHARE
