SELECT coalesce(segment, 'unknown'),
       count(*) FILTER (WHERE delivered_on <= promised_on),
       count(*)
FROM orders
WHERE delivered_on IS NOT NULL AND promised_on IS NOT NULL
GROUP BY 1
