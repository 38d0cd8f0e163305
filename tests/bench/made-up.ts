// Made-up customers for the benchmarks: the same ones each time, with the skew of real names (a few surnames are
// everywhere, most are rare) so that the search index is not flattered by evenly spread words.

const FIRST =
  `Anna Maria Peter Michael Thomas Andreas Wolfgang Klaus Jürgen Günter Stefan Christian Uwe Werner Horst Frank
Dieter Manfred Gerhard Hans Bernd Thorsten Mathias Helmut Walter Heinz Martin Jörg Rolf Jens Sven Alexander Jan Rainer
Holger Karl Dirk Joachim Ralf Carsten Herbert Oliver Wilhelm Kurt Markus Heinrich Paul Sebastian Daniel Tobias Susanne
Monika Ursula Petra Sabine Renate Helga Karin Brigitte Ingrid Erika Andrea Gisela Claudia Gabriele Heike Kathrin Angelika
Barbara Birgit Elke Jutta Katarzyna Małgorzata Agnieszka Krzysztof Stanisław Andrzej Piotr Paweł Tomasz Zofia Jadwiga
Halina Danuta Sofía Lucía José Antonio Manuel Francisco Javier Carmen Dolores Pilar Ana Laura Cristina Jean Pierre
Françoise Nathalie Isabelle Sylvie Céline Rémi Benoît Amélie Chloé James Mary John Patricia Robert Jennifer William Linda
David Elizabeth Richard Susan Joseph Jessica Charles Sarah Karen Christopher Nancy Matthew Lisa Mark Sandra Donald Ashley
Mehmet Mustafa Ayşe Fatma Emine Ahmet Øyvind Søren Åsa Björn Zoë Noël Nguyễn Minh Olga Ivan Dmitri Tatiana`.split(
    /\s+/,
  )

const LAST =
  `Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf
Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Krause Meier Lehmann Schmid Schulze
Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Schubert Vogel
Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke Albrecht Schuster Simon Ludwig Böhm Winter
Kraus Martin Schumacher Krämer Vogt Stein Jäger Otto Sommer Groß Seidel Heinrich Brandt Haas Schreiber Graf Dietrich
Ziegler Kuhn Kühn Pohl Engel Horn Busch Bergmann Thomas Voigt Sauer Arnold Wolff Pfeiffer Nowak Kowalski Wiśniewski
Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski Jankowski Mazur García Rodríguez
González Fernández López Martínez Sánchez Pérez Gómez Ruiz Díaz Moreno Muñoz Álvarez Romero Alonso Dubois Durand Leroy
Moreau Simon Laurent Lefebvre Michel Bertrand Roux Smith Johnson Williams Brown Jones Davis Miller Wilson Moore Taylor
Anderson Jackson White Harris Thompson Robinson Clark Lewis Walker Hall Young King Wright Hill Scott Green Adams Baker
Nelson Carter Mitchell Yılmaz Kaya Demir Çelik Hansen Olsen Nielsen Jensen O'Brien Petrov Ivanov`.split(/\s+/)

const SYLLABLES =
  `ba be bi bo bra bre da de di dor du el em en er fa fe fi ga gel ger ha hei hol im in ka ke kel ko la
lan le lin lo ma man mar mei mo na ne ner no ol or pa pe pol ra re ri ro sa sche sel si so ta ten ter ti to tor ul um
un va ve vi vo wa wei win wo za ze zel zi`.split(/\s+/)

const TRADE =
  `Bau Elektro Metallbau Dental Auto Garten Reise Immobilien Software Druck Holz Kälte Sanitär Logistik Textil
Pharma Energie Solar Foto Optik Musik Sport Möbel Catering Consulting Systems Media Trading Services Foods Marine Tools`.split(
    /\s+/,
  )
const FORM = ['GmbH', 'AG', 'KG', 'GmbH & Co. KG', 'e.K.', 'Ltd', 'Inc.', 'Sp. z o.o.', 'S.L.', 'SARL']
const CITY =
  `Berlin Hamburg München Köln Frankfurt Stuttgart Düsseldorf Leipzig Dortmund Essen Bremen Dresden Hannover
Nürnberg Duisburg Bochum Wuppertal Bielefeld Bonn Münster`.split(/\s+/)
/** Area codes with the length of the subscriber's number that goes with them. */
const AREA = [
  ['30', 8], ['40', 8], ['89', 8], ['221', 8], ['69', 8], ['711', 8], ['211', 8], ['341', 7], ['231', 8], ['201', 7],
  ['151', 8], ['160', 7], ['170', 7], ['171', 7], ['172', 7], ['175', 7], ['176', 8], ['177', 7], ['178', 7], ['179', 7],
] as const // biome-ignore format: a table

export type MadeUp = {
  readonly key: string
  readonly name: string
  readonly company: string
  readonly email: string
  readonly city: string
  /** One or two, in the ways that people write them. */
  readonly numbers: readonly string[]
  readonly notes: string
}

/** The customer at a place in the series: a pure function, so that any one of a million can be named again. */
export function madeUp(index: number): MadeUp {
  const random = randomFrom(index)
  const first = pick(FIRST, random() ** 1.5)
  const last = random() < 0.55 ? pick(LAST, random() ** 2) : rareSurname(random)
  const isCompany = random() < 0.15
  const inCompany = isCompany || random() < 0.35
  const company = inCompany ? companyName(random) : ''
  const name = isCompany ? company : `${first} ${last}`
  const numbers = [numberFor(index * 2, random)]
  if (random() < 0.3) numbers.push(numberFor(index * 2 + 1, random))
  const city = pick(CITY, random() ** 1.3)
  return {
    key: `K${100_000 + index}`,
    name,
    company,
    email: `${ascii(first)}.${ascii(last)}${index % 977}@example.com`.toLowerCase(),
    city,
    numbers,
    notes:
      random() < 0.1 ? `Calls back on ${pick(['Monday', 'Tuesday', 'Friday'], random())}, prefers mail` : '',
  }
}

/** The E.164 number that `madeUp(index)` can be called at first. */
export const madeUpNumber = (index: number): string => `+49${nationalDigits(index * 2)}`

function nationalDigits(series: number): string {
  const [area, length] = AREA[series % AREA.length] ?? AREA[0]
  // A step that shares no factor with the range visits every subscriber number once before it repeats.
  const range = 8 * 10 ** (length - 1)
  const place = (Math.floor(series / AREA.length) + (series % AREA.length) * 1_234_567) % range
  const subscriber = 2 * 10 ** (length - 1) + ((place * 7_368_787) % range)
  return `${area}${subscriber}`
}

function numberFor(series: number, random: () => number): string {
  const digits = nationalDigits(series)
  const [area] = AREA[series % AREA.length] ?? AREA[0]
  const rest = digits.slice(area.length)
  const way = random()
  if (way < 0.4) return `+49 ${area} ${rest}`
  if (way < 0.6) return `0${area} ${rest.slice(0, 4)} ${rest.slice(4)}`
  if (way < 0.8) return `0${area}/${rest}`
  if (way < 0.9) return `0049${digits}`
  return `+49 (0)${area} ${rest}`
}

function rareSurname(random: () => number): string {
  const length = 2 + Math.floor(random() * 3)
  const name = Array.from({ length }, () => pick(SYLLABLES, random())).join('')
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`
}

function companyName(random: () => number): string {
  const owner = random() < 0.5 ? pick(LAST, random()) : rareSurname(random)
  return `${owner} ${pick(TRADE, random())} ${pick(FORM, random() ** 1.5)}`
}

const pick = <Item>(list: readonly Item[], at: number): Item => {
  const item = list[Math.floor(at * list.length)]
  if (item === undefined) throw new RangeError(`nothing at ${at}`)
  return item
}

const ascii = (text: string): string => text.normalize('NFKD').replace(/[^\w]/g, '')

/** Mulberry32, seeded by the place in the series. */
function randomFrom(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e37_79b1)
  return () => {
    state = (state + 0x6d2b_79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
