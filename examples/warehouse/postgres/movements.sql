-- $1 and $2 are the two days.
WITH paying AS (
  SELECT customer,
         coalesce(sum(amount) FILTER (WHERE starts_on <= $1::date
                                        AND (ends_on IS NULL OR ends_on > $1::date)), 0) AS before,
         coalesce(sum(amount) FILTER (WHERE starts_on <= $2::date
                                        AND (ends_on IS NULL OR ends_on > $2::date)), 0) AS after,
         -- Who paid on some day before the first; an empty period has no day.
         count(*) FILTER (WHERE starts_on < $1::date AND (ends_on IS NULL OR ends_on > starts_on)) AS former
  FROM subscriptions
  WHERE amount > 0
  GROUP BY customer
)
SELECT coalesce(sum(before), 0)::text,
       coalesce(sum(after) FILTER (WHERE before = 0 AND former = 0), 0)::text,
       coalesce(sum(after - before) FILTER (WHERE before > 0 AND after > before), 0)::text,
       coalesce(sum(before - after) FILTER (WHERE after > 0 AND after < before), 0)::text,
       coalesce(sum(before) FILTER (WHERE after = 0), 0)::text,
       coalesce(sum(after) FILTER (WHERE before = 0 AND former > 0), 0)::text,
       coalesce(sum(after), 0)::text,
       count(*) FILTER (WHERE before > 0),
       count(*) FILTER (WHERE before = 0 AND after > 0 AND former = 0),
       count(*) FILTER (WHERE before > 0 AND after = 0),
       count(*) FILTER (WHERE before = 0 AND after > 0 AND former > 0),
       count(*) FILTER (WHERE after > 0)
FROM paying
