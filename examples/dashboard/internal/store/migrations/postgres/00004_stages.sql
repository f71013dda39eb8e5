-- +goose Up
-- A tally is of a stage, too, so that the journey is not counted from rows, and those of a day
-- stand together. They are counted again.
DROP TABLE tallies;
CREATE TABLE tallies (
	day      DATE NOT NULL,
	question TEXT COLLATE "C" NOT NULL,
	segment  TEXT COLLATE "C" NOT NULL,
	stage    TEXT COLLATE "C" NOT NULL,
	tally    JSON NOT NULL,
	PRIMARY KEY (day, question, segment, stage)
);
INSERT INTO tallies (day, question, segment, stage, tally)
	SELECT (at AT TIME ZONE 'UTC')::date, question, segment, stage, json_build_object('scale', '{"min":0,"max":10,"bottom_max":6,"top_min":9}'::json, 'counts', json_build_array(count(*) FILTER (WHERE score = 0), count(*) FILTER (WHERE score = 1), count(*) FILTER (WHERE score = 2), count(*) FILTER (WHERE score = 3), count(*) FILTER (WHERE score = 4), count(*) FILTER (WHERE score = 5), count(*) FILTER (WHERE score = 6), count(*) FILTER (WHERE score = 7), count(*) FILTER (WHERE score = 8), count(*) FILTER (WHERE score = 9), count(*) FILTER (WHERE score = 10)))
	FROM answers WHERE question = 'nps' GROUP BY 1, 2, 3, 4;
INSERT INTO tallies (day, question, segment, stage, tally)
	SELECT (at AT TIME ZONE 'UTC')::date, question, segment, stage, json_build_object('scale', '{"min":1,"max":5,"bottom_max":2,"top_min":4}'::json, 'counts', json_build_array(count(*) FILTER (WHERE score = 1), count(*) FILTER (WHERE score = 2), count(*) FILTER (WHERE score = 3), count(*) FILTER (WHERE score = 4), count(*) FILTER (WHERE score = 5)))
	FROM answers WHERE question = 'csat' GROUP BY 1, 2, 3, 4;
INSERT INTO tallies (day, question, segment, stage, tally)
	SELECT (at AT TIME ZONE 'UTC')::date, question, segment, stage, json_build_object('scale', '{"min":1,"max":7,"bottom_max":3,"top_min":5}'::json, 'counts', json_build_array(count(*) FILTER (WHERE score = 1), count(*) FILTER (WHERE score = 2), count(*) FILTER (WHERE score = 3), count(*) FILTER (WHERE score = 4), count(*) FILTER (WHERE score = 5), count(*) FILTER (WHERE score = 6), count(*) FILTER (WHERE score = 7)))
	FROM answers WHERE question = 'ces' GROUP BY 1, 2, 3, 4;
CREATE INDEX tallies_segment ON tallies (segment);

-- Whoever changes a tally changes the version of its month.
CREATE TABLE months (
	month   DATE PRIMARY KEY, -- its first day
	version BIGINT NOT NULL
);
INSERT INTO months (month, version) SELECT DISTINCT date_trunc('month', day)::date, 1 FROM tallies;

DROP INDEX answers_at;
CREATE INDEX answers_at ON answers (at);

-- With all columns of the count of those who wait.
DROP INDEX cases_open;
CREATE INDEX cases_open ON cases (at, id) INCLUDE (claimed, called) WHERE done IS NULL;

-- +goose Down
DROP INDEX cases_open;
CREATE INDEX cases_open ON cases (at, id) WHERE done IS NULL;
DROP INDEX answers_at;
CREATE INDEX answers_at ON answers (at) INCLUDE (question, stage, segment, score);
DROP TABLE months;
DROP TABLE tallies;
CREATE TABLE tallies (
	question TEXT COLLATE "C" NOT NULL,
	segment  TEXT COLLATE "C" NOT NULL,
	day      DATE NOT NULL,
	tally    JSON NOT NULL,
	PRIMARY KEY (question, segment, day)
);
INSERT INTO tallies (question, segment, day, tally)
	SELECT question, segment, (at AT TIME ZONE 'UTC')::date, json_build_object('scale', '{"min":0,"max":10,"bottom_max":6,"top_min":9}'::json, 'counts', json_build_array(count(*) FILTER (WHERE score = 0), count(*) FILTER (WHERE score = 1), count(*) FILTER (WHERE score = 2), count(*) FILTER (WHERE score = 3), count(*) FILTER (WHERE score = 4), count(*) FILTER (WHERE score = 5), count(*) FILTER (WHERE score = 6), count(*) FILTER (WHERE score = 7), count(*) FILTER (WHERE score = 8), count(*) FILTER (WHERE score = 9), count(*) FILTER (WHERE score = 10)))
	FROM answers WHERE question = 'nps' GROUP BY 1, 2, 3;
INSERT INTO tallies (question, segment, day, tally)
	SELECT question, segment, (at AT TIME ZONE 'UTC')::date, json_build_object('scale', '{"min":1,"max":5,"bottom_max":2,"top_min":4}'::json, 'counts', json_build_array(count(*) FILTER (WHERE score = 1), count(*) FILTER (WHERE score = 2), count(*) FILTER (WHERE score = 3), count(*) FILTER (WHERE score = 4), count(*) FILTER (WHERE score = 5)))
	FROM answers WHERE question = 'csat' GROUP BY 1, 2, 3;
INSERT INTO tallies (question, segment, day, tally)
	SELECT question, segment, (at AT TIME ZONE 'UTC')::date, json_build_object('scale', '{"min":1,"max":7,"bottom_max":3,"top_min":5}'::json, 'counts', json_build_array(count(*) FILTER (WHERE score = 1), count(*) FILTER (WHERE score = 2), count(*) FILTER (WHERE score = 3), count(*) FILTER (WHERE score = 4), count(*) FILTER (WHERE score = 5), count(*) FILTER (WHERE score = 6), count(*) FILTER (WHERE score = 7)))
	FROM answers WHERE question = 'ces' GROUP BY 1, 2, 3;
