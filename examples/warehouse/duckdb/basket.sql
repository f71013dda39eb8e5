SELECT coalesce(segment, 'unknown'), count(*), sum(items)::bigint, sum(amount)::text
FROM orders
WHERE items >= 1 AND amount >= 0
GROUP BY 1
