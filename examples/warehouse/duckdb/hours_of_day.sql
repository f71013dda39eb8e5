-- $1 is the time zone.
SELECT extract(hour FROM timezone($1, ordered_at))::integer, count(*)
FROM orders
GROUP BY 1
