-- The product of two DECIMAL(18) overflows a DECIMAL(18), so one of them is made wider. 38
-- digits are the most, too few for the cubes of these amounts: they stay 0, which says not
-- counted. A sum beyond 38 digits is an error.
SELECT coalesce(segment, 'unknown'), count(amount), sum(amount)::text,
       sum(amount::DECIMAL(38,2) * amount)::text, '0'
FROM orders
WHERE amount IS NOT NULL
GROUP BY 1
