-- +goose Up
-- Instants are UTC texts of one width, so that their order is that of time. Money is text.
CREATE TABLE answers (
	id       TEXT PRIMARY KEY,
	customer TEXT NOT NULL,
	segment  TEXT NOT NULL,
	question TEXT NOT NULL,
	at       TEXT NOT NULL,
	score    INTEGER NOT NULL,
	channel  TEXT NOT NULL,
	stage    TEXT NOT NULL,
	comment  TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX answers_customer ON answers (customer);
-- With all columns that the journey counts, so that a page need not read the rows.
CREATE INDEX answers_at ON answers (at, question, stage, segment, score);

CREATE TABLE tallies (
	question TEXT NOT NULL,
	segment  TEXT NOT NULL,
	day      TEXT NOT NULL,
	tally    TEXT NOT NULL,
	PRIMARY KEY (question, segment, day)
) WITHOUT ROWID;

CREATE TABLE activities (
	id       TEXT PRIMARY KEY,
	customer TEXT NOT NULL,
	segment  TEXT NOT NULL,
	at       TEXT NOT NULL,
	amount   TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX activities_customer ON activities (customer);

CREATE TABLE subscriptions (
	id         TEXT PRIMARY KEY,
	customer   TEXT NOT NULL,
	plan       TEXT NOT NULL,
	start_day  TEXT NOT NULL,
	end_day    TEXT,
	amount     TEXT NOT NULL,
	updated    TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX subscriptions_customer ON subscriptions (customer);

CREATE TABLE tickets (
	id          TEXT PRIMARY KEY,
	customer    TEXT NOT NULL,
	segment     TEXT NOT NULL,
	opened      TEXT NOT NULL,
	first_reply TEXT,
	resolved    TEXT,
	reopened    INTEGER NOT NULL,
	updated     TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX tickets_customer ON tickets (customer);
CREATE INDEX tickets_opened ON tickets (opened);

-- +goose Down
DROP TABLE tickets;
DROP TABLE subscriptions;
DROP TABLE activities;
DROP TABLE tallies;
DROP TABLE answers;
