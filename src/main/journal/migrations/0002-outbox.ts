/** What is to be written to CRMs, and what the agent is told of it. */
export const sql = `
CREATE TABLE outbox (
  seq        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  connection TEXT NOT NULL,
  lane       TEXT NOT NULL,
  -- The call that it is about; null for a customer's change.
  call       TEXT,
  work       TEXT NOT NULL,
  state      TEXT NOT NULL,
  doubtful   INTEGER NOT NULL,
  wanted     INTEGER NOT NULL,
  sent       INTEGER NOT NULL,
  attempts   INTEGER NOT NULL,
  next_wall  INTEGER NOT NULL,
  fault      TEXT,
  remote     TEXT,
  since_wall INTEGER NOT NULL,
  done_wall  INTEGER
) STRICT;
CREATE INDEX outbox_of_call ON outbox (call) WHERE call IS NOT NULL;
CREATE INDEX outbox_of_lane ON outbox (lane);
CREATE INDEX outbox_by_time ON outbox (since_wall, seq);
CREATE INDEX outbox_not_over ON outbox (seq) WHERE state NOT IN ('done', 'dropped');

CREATE TABLE told (
  seq  INTEGER PRIMARY KEY,
  id   TEXT NOT NULL UNIQUE,
  told TEXT NOT NULL
) STRICT;
`
