-- Instants are microseconds since 1970 in UTC, days are texts as 2026-03-29, and amounts are
-- whole cents.
CREATE TABLE answers (
  id          INTEGER NOT NULL, -- later rows have higher ones
  customer    TEXT    NOT NULL, -- blank is anonymous
  answered_at INTEGER NOT NULL,
  segment     TEXT,
  question    TEXT    NOT NULL, -- nps, csat, ces
  score       INTEGER,
  reason      TEXT
);
CREATE TABLE orders (
  customer     TEXT    NOT NULL,
  ordered_at   INTEGER NOT NULL,
  segment      TEXT,
  amount       INTEGER,         -- below 0 is a refund
  items        INTEGER,
  promised_on  TEXT,
  delivered_on TEXT
);
CREATE TABLE customers (
  customer     TEXT NOT NULL,
  segment      TEXT,
  signed_up_on TEXT NOT NULL,
  canceled_on  TEXT             -- the first day without
);
CREATE TABLE tickets (
  customer  TEXT    NOT NULL,
  opened_at INTEGER NOT NULL
);
CREATE TABLE subscriptions (
  customer  TEXT    NOT NULL,
  starts_on TEXT    NOT NULL,
  ends_on   TEXT,               -- the first day without
  amount    INTEGER NOT NULL    -- per month
);
CREATE TABLE events (
  id          INTEGER NOT NULL, -- later rows have higher ones
  customer    TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  happened_at INTEGER NOT NULL
);
CREATE TABLE selections (       -- a row for each option that somebody chose
  respondent TEXT NOT NULL,
  option     TEXT               -- NULL: saw the question and left it blank
);
-- SQLite knows no time zones. The program writes the clocks of each that it asks for: from
-- starts_at on they are so many seconds ahead of UTC.
CREATE TABLE clocks (
  zone      TEXT    NOT NULL,
  starts_at INTEGER NOT NULL,
  ahead     INTEGER NOT NULL,
  PRIMARY KEY (zone, starts_at)
) WITHOUT ROWID;
