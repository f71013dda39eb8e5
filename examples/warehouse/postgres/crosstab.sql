SELECT coalesce(segment, 'unknown'), coalesce(reason, ''), count(*)
FROM answers
WHERE question = 'nps' AND score BETWEEN 0 AND 6
GROUP BY 1, 2
