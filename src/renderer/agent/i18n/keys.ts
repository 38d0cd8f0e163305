type PluralForms = { readonly one: string; readonly other: string }

/** Every path through the texts that ends in a text, or in the forms of a plural. */
type PathsOf<Texts, Before extends string = ''> = {
  [Key in keyof Texts & string]: Texts[Key] extends string | PluralForms
    ? `${Before}${Key}`
    : PathsOf<Texts[Key], `${Before}${Key}.`>
}[keyof Texts & string]

export type KeysOf<Texts> = PathsOf<Texts>
