-- +goose Up
-- A tally is of a stage, too, so that the journey is not counted from rows, and those of a day
-- stand together. They are counted again.
DROP TABLE tallies;
CREATE TABLE tallies (
	day      TEXT NOT NULL,
	question TEXT NOT NULL,
	segment  TEXT NOT NULL,
	stage    TEXT NOT NULL,
	tally    TEXT NOT NULL,
	PRIMARY KEY (day, question, segment, stage)
) WITHOUT ROWID;
INSERT INTO tallies (day, question, segment, stage, tally)
	SELECT substr(at, 1, 10), question, segment, stage, json_object('scale', json('{"min":0,"max":10,"bottom_max":6,"top_min":9}'), 'counts', json_array(sum(score = 0), sum(score = 1), sum(score = 2), sum(score = 3), sum(score = 4), sum(score = 5), sum(score = 6), sum(score = 7), sum(score = 8), sum(score = 9), sum(score = 10)))
	FROM answers WHERE question = 'nps' GROUP BY 1, 2, 3, 4;
INSERT INTO tallies (day, question, segment, stage, tally)
	SELECT substr(at, 1, 10), question, segment, stage, json_object('scale', json('{"min":1,"max":5,"bottom_max":2,"top_min":4}'), 'counts', json_array(sum(score = 1), sum(score = 2), sum(score = 3), sum(score = 4), sum(score = 5)))
	FROM answers WHERE question = 'csat' GROUP BY 1, 2, 3, 4;
INSERT INTO tallies (day, question, segment, stage, tally)
	SELECT substr(at, 1, 10), question, segment, stage, json_object('scale', json('{"min":1,"max":7,"bottom_max":3,"top_min":5}'), 'counts', json_array(sum(score = 1), sum(score = 2), sum(score = 3), sum(score = 4), sum(score = 5), sum(score = 6), sum(score = 7)))
	FROM answers WHERE question = 'ces' GROUP BY 1, 2, 3, 4;
CREATE INDEX tallies_segment ON tallies (segment);

-- Whoever changes a tally changes the version of its month.
CREATE TABLE months (
	month   TEXT PRIMARY KEY, -- its first day
	version BIGINT NOT NULL
) WITHOUT ROWID;
INSERT INTO months (month, version) SELECT DISTINCT substr(day, 1, 7) || '-01', 1 FROM tallies;

DROP INDEX answers_at;
CREATE INDEX answers_at ON answers (at);

-- With all columns of the count of those who wait.
DROP INDEX cases_open;
CREATE INDEX cases_open ON cases (at, id, claimed, called) WHERE done IS NULL;

-- +goose Down
DROP INDEX cases_open;
CREATE INDEX cases_open ON cases (at, id) WHERE done IS NULL;
DROP INDEX answers_at;
CREATE INDEX answers_at ON answers (at, question, stage, segment, score);
DROP TABLE months;
DROP TABLE tallies;
CREATE TABLE tallies (
	question TEXT NOT NULL,
	segment  TEXT NOT NULL,
	day      TEXT NOT NULL,
	tally    TEXT NOT NULL,
	PRIMARY KEY (question, segment, day)
) WITHOUT ROWID;
INSERT INTO tallies (question, segment, day, tally)
	SELECT question, segment, substr(at, 1, 10), json_object('scale', json('{"min":0,"max":10,"bottom_max":6,"top_min":9}'), 'counts', json_array(sum(score = 0), sum(score = 1), sum(score = 2), sum(score = 3), sum(score = 4), sum(score = 5), sum(score = 6), sum(score = 7), sum(score = 8), sum(score = 9), sum(score = 10)))
	FROM answers WHERE question = 'nps' GROUP BY 1, 2, 3;
INSERT INTO tallies (question, segment, day, tally)
	SELECT question, segment, substr(at, 1, 10), json_object('scale', json('{"min":1,"max":5,"bottom_max":2,"top_min":4}'), 'counts', json_array(sum(score = 1), sum(score = 2), sum(score = 3), sum(score = 4), sum(score = 5)))
	FROM answers WHERE question = 'csat' GROUP BY 1, 2, 3;
INSERT INTO tallies (question, segment, day, tally)
	SELECT question, segment, substr(at, 1, 10), json_object('scale', json('{"min":1,"max":7,"bottom_max":3,"top_min":5}'), 'counts', json_array(sum(score = 1), sum(score = 2), sum(score = 3), sum(score = 4), sum(score = 5), sum(score = 6), sum(score = 7)))
	FROM answers WHERE question = 'ces' GROUP BY 1, 2, 3;
