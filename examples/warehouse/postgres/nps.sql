-- $1 is the time zone.
SELECT segment, to_char(week, 'IYYY-"W"IW'), promoters, passives, detractors
FROM (
  SELECT coalesce(segment, 'unknown') AS segment,
         date_trunc('week', answered_at AT TIME ZONE $1) AS week,
         count(*) FILTER (WHERE score BETWEEN 9 AND 10) AS promoters,
         count(*) FILTER (WHERE score BETWEEN 7 AND 8)  AS passives,
         count(*) FILTER (WHERE score BETWEEN 0 AND 6)  AS detractors
  FROM answers
  WHERE question = 'nps' AND score BETWEEN 0 AND 10
  GROUP BY 1, 2
) AS counted
ORDER BY week
