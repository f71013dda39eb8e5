-- ?1 is the time zone.
WITH dated AS (
  SELECT id, customer, answered_at, score,
         strftime('%Y-%m', answered_at / 1000000 + (SELECT ahead FROM clocks
                                                    WHERE zone = ?1 AND starts_at <= answered_at
                                                    ORDER BY starts_at DESC LIMIT 1), 'unixepoch') AS month
  FROM answers
  WHERE question = 'nps' AND score BETWEEN 0 AND 10
), numbered AS (
  SELECT customer, month, score,
         row_number() OVER (PARTITION BY customer, month ORDER BY answered_at DESC, id DESC) AS back
  FROM dated
)
SELECT month,
       count(*) FILTER (WHERE score BETWEEN 9 AND 10),
       count(*) FILTER (WHERE score BETWEEN 7 AND 8),
       count(*) FILTER (WHERE score BETWEEN 0 AND 6)
FROM numbered
WHERE back = 1 OR customer = ''
GROUP BY month
ORDER BY month
