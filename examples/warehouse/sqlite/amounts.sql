-- Integers have 64 bits, and a product beyond is silently a float. So this counts how often each
-- amount is there, in cents, and Go makes the powers.
SELECT coalesce(segment, 'unknown'), count(*), amount || 'e-2'
FROM orders
WHERE amount IS NOT NULL
GROUP BY 1, amount
