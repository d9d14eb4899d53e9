SELECT a.*, q.bid, q.ask, q.bid_size, q.ask_size, q.last_price, q.last_size, q.interval_high, q.interval_low,
        q.open, q.high, q.low, q.traded_on::text AS traded_on, q.source, q.as_of, q.received_at,
        s.calendar, s.day::text AS day, s.opens_at, s.closes_at, s.next_opens_at, s.previous_close,
        s.settlement_date::text AS settlement_date, s.valid_until
      FROM market.assets a
      LEFT JOIN market.quotes q ON q.partition = a.partition AND q.asset_id = a.id
      LEFT JOIN market.instrument_sessions s ON s.partition = a.partition AND s.asset_id = a.id
      WHERE a.partition = $1;
