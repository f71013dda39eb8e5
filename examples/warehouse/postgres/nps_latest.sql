-- $1 is the time zone.
WITH dated AS (
  SELECT id, customer, answered_at, score, date_trunc('month', answered_at AT TIME ZONE $1) AS month
  FROM answers
  WHERE question = 'nps' AND score BETWEEN 0 AND 10
), numbered AS (
  SELECT customer, month, score,
         row_number() OVER (PARTITION BY customer, month ORDER BY answered_at DESC, id DESC) AS back
  FROM dated
)
SELECT to_char(month, 'YYYY-MM'),
       count(*) FILTER (WHERE score BETWEEN 9 AND 10),
       count(*) FILTER (WHERE score BETWEEN 7 AND 8),
       count(*) FILTER (WHERE score BETWEEN 0 AND 6)
FROM numbered
WHERE back = 1 OR customer = ''
GROUP BY month
ORDER BY month
