-- $1 is the question, $2 and $3 the ends of its scale.
SELECT coalesce(segment, 'unknown'), score, count(*)
FROM answers
WHERE question = $1 AND score BETWEEN $2 AND $3
GROUP BY 1, 2
