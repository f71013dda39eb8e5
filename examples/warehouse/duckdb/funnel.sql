-- $1, $2 and $3 are the names of the steps, $4 the instant before which rows count. Each step
-- is taken at its first event after that of the step before. Times are in microseconds.
WITH numbered AS (
  SELECT customer, name, epoch_us(happened_at) AS at_us,
         row_number() OVER (PARTITION BY customer ORDER BY happened_at, id) AS place
  FROM events
  WHERE happened_at < $4::timestamptz
), first_step AS (
  SELECT customer, name, at_us, place,
         min(place) FILTER (WHERE name = $1) OVER (PARTITION BY customer) AS place1
  FROM numbered
), second_step AS (
  SELECT customer, name, at_us, place, place1,
         min(place) FILTER (WHERE name = $2 AND place > place1) OVER (PARTITION BY customer) AS place2
  FROM first_step
), third_step AS (
  SELECT customer, at_us, place, place1, place2,
         min(place) FILTER (WHERE name = $3 AND place > place2) OVER (PARTITION BY customer) AS place3
  FROM second_step
), journeys AS (
  SELECT max(at_us) FILTER (WHERE place = place1) AS at1,
         max(at_us) FILTER (WHERE place = place2) AS at2,
         max(at_us) FILTER (WHERE place = place3) AS at3,
         max(place3) - max(place1) + 1 AS events
  FROM third_step
  GROUP BY customer
)
SELECT count(at1), count(at2), count(at3),
       coalesce(sum(at2 - at1), 0)::text,
       coalesce(sum(at3 - at2), 0)::text,
       coalesce(sum(at3 - at1), 0)::text,
       coalesce(sum(events), 0)::bigint
FROM journeys
