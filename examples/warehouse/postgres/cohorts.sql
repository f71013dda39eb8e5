-- $1 is the time zone, $2 the instant before which rows count. A refund lowers the order before
-- it or, if there is none, the first; without an order it is left out.
WITH orders_before AS NOT MATERIALIZED (
  SELECT customer, ordered_at, coalesce(amount, 0) AS amount
  FROM orders
  WHERE ordered_at < $2::timestamptz
), refunds AS (
  SELECT customer, ordered_at, sum(amount) AS amount
  FROM orders_before
  WHERE amount < 0
  GROUP BY 1, 2
), paid AS (
  SELECT customer, ordered_at, amount
  FROM orders_before
  WHERE amount >= 0
  UNION ALL
  SELECT r.customer,
         coalesce(max(o.ordered_at) FILTER (WHERE o.ordered_at <= r.ordered_at), min(o.ordered_at)),
         r.amount
  FROM refunds AS r
  JOIN orders_before AS o ON o.customer = r.customer AND o.amount >= 0
  GROUP BY r.customer, r.ordered_at, r.amount
), months AS (
  SELECT customer, date_trunc('month', ordered_at AT TIME ZONE $1) AS month,
         sum(amount) AS amount, count(*) FILTER (WHERE amount <> 0) AS payments
  FROM paid
  GROUP BY 1, 2
), began AS (
  SELECT month, amount, payments, min(month) OVER (PARTITION BY customer) AS cohort
  FROM months
)
SELECT to_char(cohort, 'YYYY-MM'), to_char(month, 'YYYY-MM'), count(*), sum(amount)::text, sum(payments)::bigint
FROM began
GROUP BY cohort, month
ORDER BY cohort, month
