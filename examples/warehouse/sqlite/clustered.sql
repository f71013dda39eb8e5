-- The score of a customer is 100 * (promoters - detractors) / answers: above / below.
SELECT count(*), coalesce(sum(above), 0) || '', coalesce(sum(below), 0) || '',
       coalesce(sum(above * above), 0) || '',
       coalesce(sum(below * below), 0) || '', coalesce(sum(above * below), 0) || ''
FROM (
  SELECT 100 * (count(*) FILTER (WHERE score BETWEEN 9 AND 10)
              - count(*) FILTER (WHERE score BETWEEN 0 AND 6)) AS above,
         count(*) AS below
  FROM answers
  WHERE question = 'nps' AND score BETWEEN 0 AND 10 AND customer <> ''
  GROUP BY customer
) AS clusters
