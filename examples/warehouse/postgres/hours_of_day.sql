-- $1 is the time zone.
SELECT extract(hour FROM ordered_at AT TIME ZONE $1)::integer, count(*)
FROM orders
GROUP BY 1
