-- $1 is the time zone, $2 the start of the first day of the span, $3 the end of the last.
SELECT days, count(*)
FROM (
  SELECT customer, count(DISTINCT timezone($1, happened_at)::date) AS days
  FROM events
  WHERE happened_at >= $2::timestamptz AND happened_at < $3::timestamptz
  GROUP BY customer
) AS of_customer
GROUP BY days
ORDER BY days
