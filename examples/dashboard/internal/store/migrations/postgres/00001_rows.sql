-- +goose Up
-- Texts are compared byte by byte (COLLATE "C"), as Go does: ChunksBy wants that order.
CREATE TABLE answers (
	id       TEXT COLLATE "C" PRIMARY KEY,
	customer TEXT COLLATE "C" NOT NULL,
	segment  TEXT COLLATE "C" NOT NULL,
	question TEXT COLLATE "C" NOT NULL,
	at       TIMESTAMPTZ NOT NULL,
	score    SMALLINT NOT NULL,
	channel  TEXT COLLATE "C" NOT NULL,
	stage    TEXT COLLATE "C" NOT NULL,
	comment  TEXT COLLATE "C" NOT NULL
);
CREATE INDEX answers_customer ON answers (customer);
-- With all columns that the journey counts, so that a page need not read the rows.
CREATE INDEX answers_at ON answers (at) INCLUDE (question, stage, segment, score);

-- JSON keeps a text as it was written, and JSONB does not: a tally that was read before is known
-- by its text, and not decoded again.
CREATE TABLE tallies (
	question TEXT COLLATE "C" NOT NULL,
	segment  TEXT COLLATE "C" NOT NULL,
	day      DATE NOT NULL,
	tally    JSON NOT NULL,
	PRIMARY KEY (question, segment, day)
);

CREATE TABLE activities (
	id       TEXT COLLATE "C" PRIMARY KEY,
	customer TEXT COLLATE "C" NOT NULL,
	segment  TEXT COLLATE "C" NOT NULL,
	at       TIMESTAMPTZ NOT NULL,
	amount   NUMERIC NOT NULL
);
CREATE INDEX activities_customer ON activities (customer);

CREATE TABLE subscriptions (
	id         TEXT COLLATE "C" PRIMARY KEY,
	customer   TEXT COLLATE "C" NOT NULL,
	plan       TEXT COLLATE "C" NOT NULL,
	start_day  DATE NOT NULL,
	end_day    DATE,
	amount     NUMERIC NOT NULL,
	updated    TIMESTAMPTZ NOT NULL
);
CREATE INDEX subscriptions_customer ON subscriptions (customer);

CREATE TABLE tickets (
	id          TEXT COLLATE "C" PRIMARY KEY,
	customer    TEXT COLLATE "C" NOT NULL,
	segment     TEXT COLLATE "C" NOT NULL,
	opened      TIMESTAMPTZ NOT NULL,
	first_reply TIMESTAMPTZ,
	resolved    TIMESTAMPTZ,
	reopened    BOOLEAN NOT NULL,
	updated     TIMESTAMPTZ NOT NULL
);
CREATE INDEX tickets_customer ON tickets (customer);
CREATE INDEX tickets_opened ON tickets (opened);

-- +goose Down
DROP TABLE tickets;
DROP TABLE subscriptions;
DROP TABLE activities;
DROP TABLE tallies;
DROP TABLE answers;
