-- $1 is the time zone, $2 the instant before which rows count. A refund is no activity.
WITH active AS (
  SELECT DISTINCT customer, date_trunc('month', ordered_at AT TIME ZONE $1) AS month
  FROM orders
  WHERE ordered_at < $2::timestamptz AND coalesce(amount, 0) >= 0
), neighbors AS (
  SELECT month, lag(month) OVER of_customer AS previous, lead(month) OVER of_customer AS next
  FROM active
  WINDOW of_customer AS (PARTITION BY customer ORDER BY month)
), states AS (
  SELECT month, CASE WHEN previous IS NULL THEN 'new'
                     WHEN previous = month - interval '1 month' THEN 'returning'
                     ELSE 'resurrected' END AS state
  FROM neighbors
  UNION ALL
  SELECT month + interval '1 month', 'dormant'
  FROM neighbors
  WHERE next IS NULL OR next > month + interval '1 month'
)
SELECT to_char(month, 'YYYY-MM'),
       count(*) FILTER (WHERE state = 'new'),
       count(*) FILTER (WHERE state = 'returning'),
       count(*) FILTER (WHERE state = 'resurrected'),
       count(*) FILTER (WHERE state = 'dormant')
FROM states
GROUP BY month
ORDER BY month
