SELECT 'option' AS what, option, count(DISTINCT respondent)
FROM selections
WHERE option IS NOT NULL
GROUP BY option
UNION ALL
SELECT 'respondents', NULL, count(DISTINCT respondent)
FROM selections
WHERE option IS NOT NULL
UNION ALL
SELECT 'shown', NULL, count(DISTINCT respondent)
FROM selections
