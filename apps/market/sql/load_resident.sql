SELECT a.*, s.calendar, s.day::text AS day, s.opens_at, s.closes_at, s.next_opens_at, s.previous_close,
        s.settlement_date::text AS settlement_date, s.valid_until
      FROM market.assets a
      LEFT JOIN market.instrument_sessions s ON s.partition = a.partition AND s.asset_id = a.id
      WHERE a.partition = $1;
