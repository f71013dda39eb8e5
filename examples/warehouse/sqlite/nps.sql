-- ?1 is the time zone.
SELECT segment, strftime('%G-W%V', day * 86400, 'unixepoch') AS week,
       sum(promoters), sum(passives), sum(detractors)
FROM (
  SELECT coalesce(segment, 'unknown') AS segment,
         -- Instants after 1970: before, the division would round up.
         (answered_at / 1000000 + (SELECT ahead FROM clocks WHERE zone = ?1 AND starts_at <= answered_at
                                   ORDER BY starts_at DESC LIMIT 1)) / 86400 AS day,
         count(*) FILTER (WHERE score BETWEEN 9 AND 10) AS promoters,
         count(*) FILTER (WHERE score BETWEEN 7 AND 8)  AS passives,
         count(*) FILTER (WHERE score BETWEEN 0 AND 6)  AS detractors
  FROM answers
  WHERE question = 'nps' AND score BETWEEN 0 AND 10
  GROUP BY 1, 2
) AS counted
GROUP BY 1, 2
ORDER BY week
