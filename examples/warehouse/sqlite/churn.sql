-- ?1 is the first day of the period, ?2 the first day after it.
SELECT coalesce(segment, 'unknown'),
       count(*) FILTER (WHERE signed_up_on < ?1),
       count(*) FILTER (WHERE signed_up_on >= ?1),
       count(*) FILTER (WHERE signed_up_on < ?1 AND canceled_on < ?2),
       count(*) FILTER (WHERE signed_up_on >= ?1 AND canceled_on < ?2)
FROM customers
WHERE signed_up_on < ?2 AND (canceled_on IS NULL OR canceled_on >= ?1)
GROUP BY 1
