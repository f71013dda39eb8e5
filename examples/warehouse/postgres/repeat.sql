-- $1 is the time zone, $2 the instant before which rows count. A refund lowers the order before
-- it or, if there is none, the first; without an order it is a lone refund.
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
  LEFT JOIN orders_before AS o ON o.customer = r.customer AND o.amount >= 0
  GROUP BY r.customer, r.ordered_at, r.amount
), days AS ( -- the purchases of one day are one order; a lone refund has no day
  SELECT customer, (ordered_at AT TIME ZONE $1)::date AS day, sum(amount) AS amount
  FROM paid
  GROUP BY 1, 2
), numbered AS (
  SELECT customer, day, amount, min(day) OVER (PARTITION BY customer) AS first_day
  FROM days
), of_customer AS (
  SELECT customer, count(day) AS orders, max(day) - min(day) AS gap_days,
         coalesce(sum(amount) FILTER (WHERE day = first_day), 0) AS first_revenue,
         coalesce(sum(amount) FILTER (WHERE day > first_day), 0) AS repeat_revenue,
         coalesce(sum(amount) FILTER (WHERE day IS NULL), 0) AS lone_refunds
  FROM numbered
  GROUP BY customer
)
SELECT count(*) FILTER (WHERE orders > 0),
       count(*) FILTER (WHERE orders > 1),
       coalesce(sum(orders - 1) FILTER (WHERE orders > 1), 0)::bigint,
       coalesce(sum(gap_days), 0)::bigint,
       coalesce(sum(first_revenue), 0)::text,
       coalesce(sum(repeat_revenue), 0)::text,
       coalesce(sum(lone_refunds), 0)::text
FROM of_customer
