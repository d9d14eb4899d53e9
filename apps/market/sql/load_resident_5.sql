SELECT code, timezone, sessions, settlement_days, effective_from::text AS effective_from
      FROM market.trading_calendars WHERE partition = $1 ORDER BY code, effective_from;
