-- +goose Up
-- A case is somebody to call back; erased has the hashes of the ids of rows that were erased,
-- so that a delivery that is repeated does not bring them back.
CREATE TABLE cases (
	id      TEXT PRIMARY KEY REFERENCES answers (id) ON DELETE CASCADE,
	at      TEXT NOT NULL,
	owner   TEXT NOT NULL DEFAULT '',
	claimed TEXT,
	called  TEXT,
	done    TEXT,
	note    TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX cases_open ON cases (at, id) WHERE done IS NULL;
INSERT INTO cases (id, at)
	SELECT id, at FROM answers
	WHERE comment <> '' AND ((question = 'nps' AND score <= 6) OR (question = 'csat' AND score <= 2));

CREATE TABLE erased (hash TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE refusals (
	kind   TEXT NOT NULL,
	reason TEXT NOT NULL,
	count  INTEGER NOT NULL,
	last   TEXT NOT NULL,
	PRIMARY KEY (kind, reason)
) WITHOUT ROWID;
CREATE TABLE refused_rows (
	number INTEGER PRIMARY KEY AUTOINCREMENT,
	at     TEXT NOT NULL,
	kind   TEXT NOT NULL,
	place  INTEGER NOT NULL,
	reason TEXT NOT NULL
);

-- +goose Down
DROP TABLE refused_rows;
DROP TABLE refusals;
DROP TABLE erased;
DROP TABLE cases;
