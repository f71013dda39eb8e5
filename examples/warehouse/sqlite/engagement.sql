-- ?1 is the time zone, ?2 the start of the first day of the span, ?3 the end of the last.
SELECT days, count(*)
FROM (
  SELECT customer,
         count(DISTINCT (happened_at / 1000000 + (SELECT ahead FROM clocks
                                                  WHERE zone = ?1 AND starts_at <= happened_at
                                                  ORDER BY starts_at DESC LIMIT 1)) / 86400) AS days
  FROM events
  WHERE happened_at >= ?2 AND happened_at < ?3
  GROUP BY customer
) AS of_customer
GROUP BY days
ORDER BY days
