export const sql = /* sql */ `
CREATE TABLE customer (
  place    INTEGER PRIMARY KEY,
  -- source and key in it (csv:customers/K1001): the same customer has the same id after a rebuild and a new import.
  id       TEXT NOT NULL UNIQUE,
  name     TEXT NOT NULL,
  company  TEXT NOT NULL,
  email    TEXT NOT NULL,
  city     TEXT NOT NULL,
  country  TEXT NOT NULL,
  notes    TEXT NOT NULL,
  source   TEXT NOT NULL,
  -- Fingerprint of the record as it was last imported; null when it never was.
  imported TEXT,
  -- The fields that an agent changed, separated by spaces: an import leaves them alone.
  edited   TEXT NOT NULL DEFAULT ''
);

CREATE TABLE number (
  customer  INTEGER NOT NULL REFERENCES customer (place) ON DELETE CASCADE,
  position  INTEGER NOT NULL,
  label     TEXT NOT NULL,
  raw       TEXT NOT NULL,
  e164      TEXT,
  -- The last eight digits, or all of a shorter number: one index for exact, last-eight and extension lookups.
  match_key TEXT,
  -- 1: an agent added it; an import keeps it.
  by_hand   INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (customer, position)
) WITHOUT ROWID;
CREATE INDEX number_match_key ON number (match_key) WHERE match_key IS NOT NULL;

CREATE TABLE field (
  customer INTEGER NOT NULL REFERENCES customer (place) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  label    TEXT NOT NULL,
  value    TEXT NOT NULL,
  PRIMARY KEY (customer, position)
) WITHOUT ROWID;

-- Holds the number of customers: COUNT(*) would read the whole table each time that the view asks.
CREATE TABLE figure (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO figure VALUES ('customers', 0);

-- The words are folded and split before they come here (words.ts). Prefix lists up to four letters keep every
-- keystroke below 10 ms at a million customers; one more letter would cost a quarter of the import's speed.
CREATE VIRTUAL TABLE customer_words USING fts5 (
  words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii', prefix = '1 2 3 4'
);
-- An import commits often. Merging later and more at once holds its transactions short and costs a search nothing.
INSERT INTO customer_words (customer_words, rank) VALUES ('automerge', 16), ('crisismerge', 64);
`
