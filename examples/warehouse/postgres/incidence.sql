SELECT coalesce(c.segment, 'unknown'), coalesce(sum(t.tickets), 0)::bigint, count(*)
FROM customers AS c
LEFT JOIN (SELECT customer, count(*) AS tickets FROM tickets GROUP BY 1) AS t ON t.customer = c.customer
GROUP BY 1
