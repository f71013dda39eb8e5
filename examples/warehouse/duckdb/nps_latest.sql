-- $1 is the time zone.
WITH dated AS (
  SELECT id, customer, answered_at, score, date_trunc('month', timezone($1, answered_at)) AS month
  FROM answers
  WHERE question = 'nps' AND score BETWEEN 0 AND 10
), numbered AS (
  SELECT customer, month, score,
         row_number() OVER (PARTITION BY customer, month ORDER BY answered_at DESC, id DESC) AS back
  FROM dated
)
SELECT strftime(month, '%Y-%m'),
       count(*) FILTER (WHERE score BETWEEN 9 AND 10),
       count(*) FILTER (WHERE score BETWEEN 7 AND 8),
       count(*) FILTER (WHERE score BETWEEN 0 AND 6)
FROM numbered
WHERE back = 1 OR customer = ''
GROUP BY month
ORDER BY month
