export const sql = /* sql */ `
-- What is followed of a CRM: one row for each connection and object. The cursor is committed with the rows before it.
CREATE TABLE sync (
  place      INTEGER PRIMARY KEY,
  connection TEXT NOT NULL,
  object     TEXT NOT NULL,
  -- Null: everything is to be read.
  cursor     TEXT,
  -- 1 while everything is being read; what has an older generation when that is done is gone.
  reading    INTEGER NOT NULL DEFAULT 0,
  -- 1: everything was read, and what it left behind hasn't been looked at yet.
  leftover   INTEGER NOT NULL DEFAULT 0,
  generation INTEGER NOT NULL DEFAULT 0,
  -- Fingerprint of the mapping that the rows were made with.
  mapping    TEXT NOT NULL DEFAULT '',
  read       INTEGER NOT NULL DEFAULT 0,
  total      INTEGER,
  held       INTEGER NOT NULL DEFAULT 0,
  -- 1: more would vanish than is believable, and nobody has answered yet.
  asked      INTEGER NOT NULL DEFAULT 0,
  -- Epoch ms of this computer: when everything was last begun to be read, was up to date, and the ids were compared.
  began      INTEGER,
  ok         INTEGER,
  swept      INTEGER,
  UNIQUE (connection, object)
);

-- What the CRM knows of a customer beside its content. The customer's id is made of the three: no index is needed for them.
CREATE TABLE remote (
  customer   INTEGER PRIMARY KEY REFERENCES customer (place) ON DELETE CASCADE,
  sync       INTEGER NOT NULL,
  id         TEXT NOT NULL,
  updated    INTEGER,
  rev        TEXT,
  url        TEXT,
  owner      TEXT,
  generation INTEGER NOT NULL,
  -- 1: wasn't among the CRM's ids; asked for once more before it is removed.
  missing    INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX remote_missing ON remote (sync) WHERE missing = 1;

-- Customers that the CRM deleted or merged into others, so that old calls keep their names.
CREATE TABLE tombstone (
  id      TEXT PRIMARY KEY,
  name    TEXT NOT NULL,
  -- The CRM's time of the version that was deleted: a page that comes late doesn't bring it back.
  updated INTEGER,
  gone    INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX tombstone_gone ON tombstone (gone);

CREATE TABLE deal (
  place      INTEGER PRIMARY KEY,
  sync       INTEGER NOT NULL,
  id         TEXT NOT NULL,
  updated    INTEGER,
  url        TEXT,
  title      TEXT NOT NULL,
  stage      TEXT NOT NULL,
  amount     TEXT NOT NULL,
  currency   TEXT NOT NULL,
  closes     TEXT,
  state      TEXT NOT NULL,
  generation INTEGER NOT NULL,
  UNIQUE (sync, id)
);

-- Whose deal it is, by the customer's id: a deal may come before its customer.
CREATE TABLE deal_of (
  customer TEXT NOT NULL,
  deal     INTEGER NOT NULL REFERENCES deal (place) ON DELETE CASCADE,
  PRIMARY KEY (customer, deal)
) WITHOUT ROWID;
CREATE INDEX deal_of_deal ON deal_of (deal);

-- Records that couldn't be read, as they came.
CREATE TABLE quarantine (
  sync INTEGER NOT NULL,
  id   TEXT NOT NULL,
  why  TEXT NOT NULL,
  raw  TEXT NOT NULL,
  PRIMARY KEY (sync, id)
) WITHOUT ROWID;
`
