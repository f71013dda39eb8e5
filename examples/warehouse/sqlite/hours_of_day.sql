-- ?1 is the time zone. Instants after 1970: before, the remainder would be negative.
SELECT (ordered_at / 1000000 + (SELECT ahead FROM clocks WHERE zone = ?1 AND starts_at <= ordered_at
                                ORDER BY starts_at DESC LIMIT 1)) % 86400 / 3600, count(*)
FROM orders
GROUP BY 1
