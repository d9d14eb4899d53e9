SELECT code, day::text AS day, kind, to_char(close_at, 'HH24:MI') AS close_at, name, source
      FROM market.calendar_days WHERE partition = $1 ORDER BY code, day;
