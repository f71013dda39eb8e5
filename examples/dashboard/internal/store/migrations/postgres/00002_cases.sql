-- +goose Up
-- A case is somebody to call back; erased has the hashes of the ids of rows that were erased,
-- so that a delivery that is repeated does not bring them back.
CREATE TABLE cases (
	id      TEXT COLLATE "C" PRIMARY KEY REFERENCES answers (id) ON DELETE CASCADE,
	at      TIMESTAMPTZ NOT NULL,
	owner   TEXT COLLATE "C" NOT NULL DEFAULT '',
	claimed TIMESTAMPTZ,
	called  TIMESTAMPTZ,
	done    TIMESTAMPTZ,
	note    TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX cases_open ON cases (at, id) WHERE done IS NULL;
INSERT INTO cases (id, at)
	SELECT id, at FROM answers
	WHERE comment <> '' AND ((question = 'nps' AND score <= 6) OR (question = 'csat' AND score <= 2));

CREATE TABLE erased (hash TEXT COLLATE "C" PRIMARY KEY);

CREATE TABLE refusals (
	kind   TEXT COLLATE "C" NOT NULL,
	reason TEXT COLLATE "C" NOT NULL,
	count  BIGINT NOT NULL,
	last   TIMESTAMPTZ NOT NULL,
	PRIMARY KEY (kind, reason)
);
CREATE TABLE refused_rows (
	number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at     TIMESTAMPTZ NOT NULL,
	kind   TEXT COLLATE "C" NOT NULL,
	place  BIGINT NOT NULL,
	reason TEXT COLLATE "C" NOT NULL
);

-- +goose Down
DROP TABLE refused_rows;
DROP TABLE refusals;
DROP TABLE erased;
DROP TABLE cases;
