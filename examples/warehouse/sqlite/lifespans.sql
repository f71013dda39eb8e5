-- ?1 is the last day that is known.
SELECT CAST(julianday(min(coalesce(canceled_on, ?1), ?1)) - julianday(signed_up_on) AS INTEGER),
       canceled_on IS NOT NULL AND canceled_on <= ?1, count(*)
FROM customers
WHERE signed_up_on <= ?1
GROUP BY 1, 2
