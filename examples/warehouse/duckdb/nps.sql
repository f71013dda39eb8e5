-- $1 is the time zone.
SELECT segment, strftime(week, '%G-W%V'), promoters, passives, detractors
FROM (
  SELECT coalesce(segment, 'unknown') AS segment,
         date_trunc('week', timezone($1, answered_at)) AS week,
         count(*) FILTER (WHERE score BETWEEN 9 AND 10) AS promoters,
         count(*) FILTER (WHERE score BETWEEN 7 AND 8)  AS passives,
         count(*) FILTER (WHERE score BETWEEN 0 AND 6)  AS detractors
  FROM answers
  WHERE question = 'nps' AND score BETWEEN 0 AND 10
  GROUP BY 1, 2
) AS counted
ORDER BY week
