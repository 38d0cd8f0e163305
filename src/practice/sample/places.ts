/**
 * Where sample customers live, and numbers there that are nobody's: ranges that the regulators keep for film and
 * fiction (NANPA 555-01xx, Ofcom, Bundesnetzagentur, ARCEP, ComReg, PTS, ACMA). Spain keeps none; its few numbers
 * are made up. `x` stands for any digit.
 */
export interface Country {
  readonly name: string
  readonly share: number
  readonly cities: readonly { readonly name: string; readonly line: string }[]
  /** Undefined where mobile numbers look like all others. */
  readonly mobile: string | undefined
  readonly firstNames: readonly string[]
  readonly lastNames: readonly string[]
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

const english = {
  firstNames:
    words(`Ada Alan Amelia Arthur Beatrice Callum Charlotte Daniel Edith Ewan Florence George Grace Harriet
    Imogen Isaac James Katherine Liam Lucy Martha Nathan Olivia Oscar Priya Rachel Samuel Tessa Victor Zoe`),
  lastNames:
    words(`Abbott Barnes Byron Carter Dawson Ellis Fletcher Gibson Harding Ingram Jarvis Kendall Lambert
    Marlow Nash Osborne Pearce Quinn Rowland Sharma Thornton Underwood Vaughan Whitaker Yates`),
}

export const countries: readonly Country[] = [
  {
    name: 'United States',
    share: 150,
    mobile: undefined,
    cities: [
      { name: 'Washington', line: '+120255501xx' },
      { name: 'New York', line: '+121255501xx' },
      { name: 'Chicago', line: '+131255501xx' },
      { name: 'San Francisco', line: '+141555501xx' },
      { name: 'Austin', line: '+151255501xx' },
      { name: 'Boston', line: '+161755501xx' },
      { name: 'Seattle', line: '+120655501xx' },
      { name: 'Denver', line: '+130355501xx' },
    ],
    firstNames: [
      ...english.firstNames,
      ...words('Brandon Carmen Deshawn Esteban Jasmine Kayla Mateo Tyrone'),
    ],
    lastNames: [
      ...english.lastNames,
      ...words('Alvarez Brooks Delgado Jefferson Kowalski Nguyen Okafor Ramirez'),
    ],
  },
  {
    name: 'United Kingdom',
    share: 110,
    mobile: '+447700900xxx',
    cities: [
      { name: 'London', line: '+442079460xxx' },
      { name: 'Leeds', line: '+441134960xxx' },
      { name: 'Sheffield', line: '+441144960xxx' },
      { name: 'Bristol', line: '+441174960xxx' },
      { name: 'Birmingham', line: '+441214960xxx' },
      { name: 'Edinburgh', line: '+441314960xxx' },
      { name: 'Glasgow', line: '+441414960xxx' },
      { name: 'Liverpool', line: '+441514960xxx' },
      { name: 'Manchester', line: '+441614960xxx' },
    ],
    ...english,
  },
  {
    name: 'Germany',
    share: 70,
    mobile: '+4917139200xx',
    cities: [
      { name: 'Berlin', line: '+493023125xxx' },
      { name: 'Frankfurt am Main', line: '+496990009xxx' },
      { name: 'Hamburg', line: '+494066969xxx' },
      { name: 'Köln', line: '+492214710xxx' },
      { name: 'München', line: '+498999998xxx' },
    ],
    firstNames:
      words(`Anke Björn Claudia Dieter Elif Florian Greta Hannes Ingrid Jürgen Käthe Lukas Marlene Niklas
      Özlem Petra Rüdiger Sabine Thomas Ursula`),
    lastNames:
      words(`Bäcker Brandt Demir Eberhardt Fröhlich Großmann Hartmann Jäger Köhler Lindner Müller Neumann
      Öztürk Pfeiffer Richter Schäfer Strauß Vogel Weiß Zimmermann`),
  },
  {
    name: 'France',
    share: 45,
    mobile: '+3363998xxxx',
    cities: [
      { name: 'Paris', line: '+3319900xxxx' },
      { name: 'Rennes', line: '+3326191xxxx' },
      { name: 'Strasbourg', line: '+3335301xxxx' },
      { name: 'Lyon', line: '+3346571xxxx' },
      { name: 'Toulouse', line: '+3353649xxxx' },
    ],
    firstNames:
      words(`Amélie Bastien Céline Damien Élodie François Gaëlle Hugo Inès Jérôme Léa Maxime Noémie Océane
      Pascal Romane Sébastien Yasmine`),
    lastNames:
      words(`Aubert Benoît Chevalier Dufour Étienne Fontaine Girard Haddad Joly Lefèvre Mercier Noël Poirier
      Renault Simon Traoré`),
  },
  {
    name: 'Ireland',
    share: 40,
    mobile: undefined,
    cities: [
      { name: 'Dublin', line: '+35320910xxxx' },
      { name: 'Cork', line: '+35320911xxxx' },
      { name: 'Galway', line: '+35320912xxxx' },
      { name: 'Limerick', line: '+35320913xxxx' },
    ],
    firstNames:
      words(`Aoife Brendan Caoimhe Cillian Dervla Eoin Fionnuala Gráinne Niamh Oisín Pádraig Róisín Saoirse
      Tadhg`),
    lastNames:
      words(`Byrne Doherty Fitzgerald Gallagher Kavanagh McCarthy Nolan O'Brien O'Sullivan Power Quigley
      Sheehan`),
  },
  {
    name: 'Australia',
    share: 30,
    mobile: '+6149157xxxx',
    cities: [
      { name: 'Sydney', line: '+61255500xxx' },
      { name: 'Melbourne', line: '+61355500xxx' },
      { name: 'Brisbane', line: '+61755500xxx' },
      { name: 'Perth', line: '+61855500xxx' },
    ],
    ...english,
  },
  {
    name: 'Sweden',
    share: 25,
    mobile: '+467017406xx',
    cities: [
      { name: 'Göteborg', line: '+46313900600' },
      { name: 'Malmö', line: '+46406280400' },
      { name: 'Stockholm', line: '+46846500400' },
    ].map(({ name, line }) => ({ name, line: line.replace(/..$/, 'xx') })),
    firstNames: words('Åsa Björn Elin Fredrik Göran Ingrid Jonas Karin Lars Maja Nils Östen Pia Sven'),
    lastNames: words(
      'Åkerman Bergström Dahl Ek Forsberg Gustafsson Håkansson Lindqvist Nyström Öberg Sjögren',
    ),
  },
  {
    name: 'Canada',
    share: 15,
    mobile: undefined,
    cities: [
      { name: 'Toronto', line: '+141655501xx' },
      { name: 'Montréal', line: '+151455501xx' },
      { name: 'Vancouver', line: '+160455501xx' },
    ],
    ...english,
  },
  {
    name: 'Spain',
    share: 15,
    mobile: undefined,
    cities: [{ name: 'Madrid', line: '+349105550xx' }],
    firstNames: words('Álvaro Begoña Carlos Íñigo Lucía Montserrat Núria Pilar Raúl Sofía'),
    lastNames: words('Álvarez Castaño Domínguez Echeverría Ibáñez Muñoz Núñez Peña Zúñiga'),
  },
]
