-- $1 is the time zone. To ask for local time row by row takes longer than all else, so this asks
-- once a quarter of an hour: clocks are whole quarters from UTC, and change at whole quarters
-- (since 1972).
WITH scored AS (
  SELECT coalesce(segment, 'unknown') AS segment, score, epoch_us(answered_at) // 900000000 AS quarter
  FROM answers
  WHERE question = 'nps' AND score BETWEEN 0 AND 10
), weeks AS (
  SELECT quarter, date_trunc('week', timezone($1, make_timestamptz(quarter * 900000000))) AS week
  FROM (SELECT DISTINCT quarter FROM scored)
)
SELECT segment, strftime(week, '%G-W%V'),
       count(*) FILTER (WHERE score BETWEEN 9 AND 10),
       count(*) FILTER (WHERE score BETWEEN 7 AND 8),
       count(*) FILTER (WHERE score BETWEEN 0 AND 6)
FROM scored
JOIN weeks USING (quarter)
GROUP BY segment, week
ORDER BY week
