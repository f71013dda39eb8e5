-- Amounts are in cents. A sum beyond 64 bits is an error.
SELECT coalesce(segment, 'unknown'), count(*), sum(items), sum(amount) || 'e-2'
FROM orders
WHERE items >= 1 AND amount >= 0
GROUP BY 1
