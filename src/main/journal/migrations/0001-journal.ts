/** Runs of the app, the facts of calls, their projection, drafts, agent states and settings. */
export const sql = `
CREATE TABLE run (
  id           TEXT PRIMARY KEY,
  version      TEXT NOT NULL,
  started_wall INTEGER NOT NULL,
  beat_mono    REAL NOT NULL,
  beat_wall    INTEGER NOT NULL
) STRICT;

CREATE TABLE fact (
  seq     INTEGER PRIMARY KEY,
  call    TEXT NOT NULL,
  run     TEXT NOT NULL,
  mono    REAL NOT NULL,
  wall    INTEGER NOT NULL,
  kind    TEXT NOT NULL,
  payload TEXT NOT NULL
) STRICT;
CREATE INDEX fact_of_call ON fact (call, seq);

CREATE TABLE call (
  number_in_journal INTEGER PRIMARY KEY,
  id                TEXT NOT NULL UNIQUE,
  direction         TEXT NOT NULL,
  line              TEXT NOT NULL,
  number            TEXT NOT NULL,
  display_name      TEXT,
  phase             TEXT NOT NULL,
  started_wall      INTEGER NOT NULL,
  answered_wall     INTEGER,
  ended_wall        INTEGER,
  ended_by          TEXT,
  cause             TEXT,
  sip_code          INTEGER,
  sip_reason        TEXT,
  customer          TEXT,
  customer_name     TEXT,
  from_call         TEXT,
  consult_call      TEXT,
  wrap_up           TEXT NOT NULL,
  disposition       TEXT,
  disposition_label TEXT,
  notes             TEXT NOT NULL
) STRICT;
CREATE INDEX call_by_start ON call (started_wall DESC);
CREATE INDEX call_by_customer ON call (customer, started_wall DESC) WHERE customer IS NOT NULL;
CREATE INDEX call_by_number ON call (number, started_wall DESC);
CREATE INDEX call_from ON call (from_call) WHERE from_call IS NOT NULL;
CREATE INDEX call_consulted ON call (consult_call) WHERE consult_call IS NOT NULL;
CREATE INDEX call_open ON call (started_wall) WHERE phase <> 'ended' OR wrap_up = 'open';

CREATE VIRTUAL TABLE call_text USING fts5 (
  number, display_name, customer_name, disposition_label, notes,
  content = 'call', content_rowid = 'number_in_journal', tokenize = 'trigram'
);
-- A call is searched for when it is over; until then its facts shouldn't wait for an index.
CREATE TRIGGER call_text_added AFTER INSERT ON call WHEN new.phase = 'ended' BEGIN
  INSERT INTO call_text (rowid, number, display_name, customer_name, disposition_label, notes)
  VALUES (new.number_in_journal, new.number, new.display_name, new.customer_name, new.disposition_label, new.notes);
END;
CREATE TRIGGER call_text_ended AFTER UPDATE OF phase ON call WHEN new.phase = 'ended' AND old.phase <> 'ended' BEGIN
  INSERT INTO call_text (rowid, number, display_name, customer_name, disposition_label, notes)
  VALUES (new.number_in_journal, new.number, new.display_name, new.customer_name, new.disposition_label, new.notes);
END;
CREATE TRIGGER call_text_changed
AFTER UPDATE OF customer_name, disposition_label, notes ON call
WHEN old.phase = 'ended' AND (old.customer_name IS NOT new.customer_name OR old.notes IS NOT new.notes
  OR old.disposition_label IS NOT new.disposition_label)
BEGIN
  INSERT INTO call_text (call_text, rowid, number, display_name, customer_name, disposition_label, notes)
  VALUES ('delete', old.number_in_journal, old.number, old.display_name, old.customer_name,
          old.disposition_label, old.notes);
  INSERT INTO call_text (rowid, number, display_name, customer_name, disposition_label, notes)
  VALUES (new.number_in_journal, new.number, new.display_name, new.customer_name, new.disposition_label, new.notes);
END;

CREATE TABLE draft (
  call        TEXT PRIMARY KEY,
  disposition TEXT,
  notes       TEXT NOT NULL,
  wall        INTEGER NOT NULL
) STRICT;

CREATE TABLE agent_state (
  seq    INTEGER PRIMARY KEY,
  run    TEXT NOT NULL,
  mono   REAL NOT NULL,
  wall   INTEGER NOT NULL,
  kind   TEXT NOT NULL,
  reason TEXT
) STRICT;
CREATE INDEX agent_state_by_time ON agent_state (wall);

CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
`
