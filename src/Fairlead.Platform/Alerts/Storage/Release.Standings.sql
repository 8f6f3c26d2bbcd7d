SELECT trigger_id, count(*) - count(released_at) AS waiting, count(released_at) AS released
  FROM alert_releases
 GROUP BY trigger_id
