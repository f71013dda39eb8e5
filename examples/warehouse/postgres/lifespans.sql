-- $1 is the last day that is known.
SELECT least(canceled_on, $1::date) - signed_up_on,
       canceled_on IS NOT NULL AND canceled_on <= $1::date, count(*)
FROM customers
WHERE signed_up_on <= $1::date
GROUP BY 1, 2
