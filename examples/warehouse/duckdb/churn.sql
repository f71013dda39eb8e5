-- $1 is the first day of the period, $2 the first day after it.
SELECT coalesce(segment, 'unknown'),
       count(*) FILTER (WHERE signed_up_on < $1::date),
       count(*) FILTER (WHERE signed_up_on >= $1::date),
       count(*) FILTER (WHERE signed_up_on < $1::date AND canceled_on < $2::date),
       count(*) FILTER (WHERE signed_up_on >= $1::date AND canceled_on < $2::date)
FROM customers
WHERE signed_up_on < $2::date AND (canceled_on IS NULL OR canceled_on >= $1::date)
GROUP BY 1
