SELECT coalesce(segment, 'unknown'), count(amount), sum(amount)::text,
       sum(amount * amount)::text, sum(amount * amount * amount)::text
FROM orders
WHERE amount IS NOT NULL
GROUP BY 1
