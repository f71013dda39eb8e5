-- $1 is the time zone, $2 the instant before which rows count. A refund lowers the order before
-- it or, if there is none, the first; without an order it is left out. Local time is asked for once
-- a quarter of an hour, as in nps.sql.
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
), clock AS (
  SELECT quarter, date_trunc('month', timezone($1, make_timestamptz(quarter * 900000000))) AS month
  FROM (SELECT DISTINCT epoch_us(ordered_at) // 900000000 AS quarter FROM paid)
), months AS (
  SELECT customer, month, sum(amount) AS amount, count(*) FILTER (WHERE amount <> 0) AS payments
  FROM paid
  JOIN clock ON quarter = epoch_us(ordered_at) // 900000000
  GROUP BY 1, 2
), began AS (
  SELECT month, amount, payments, min(month) OVER (PARTITION BY customer) AS cohort
  FROM months
)
SELECT strftime(cohort, '%Y-%m'), strftime(month, '%Y-%m'), count(*), sum(amount)::text, sum(payments)::bigint
FROM began
GROUP BY cohort, month
ORDER BY cohort, month
