WITH head AS (UPDATE market.log_head AS head SET position = t.position, hash = t.hash, last_time = t.last_time
    FROM unnest($6::smallint[], $1::bigint[], $2::bytea[], $3::timestamptz[], $4::bigint[], $5::uuid[])
      AS t (partition, position, hash, last_time, expected, owner)
    WHERE head.partition = t.partition AND head.position = t.expected AND head.owner = t.owner RETURNING head.partition),
log AS (INSERT INTO market.event_log (partition, position, type, subject, key, data, headers, commands, commands_hash, time, hash)
    SELECT r.* FROM head JOIN (SELECT unnest($17::smallint[]) AS partition, unnest($7::bigint[]) AS position, unnest($8::text[]) AS type, unnest($9::uuid[]) AS subject, unnest($10::uuid[]) AS key, unnest($11::json[]) AS data, unnest($12::json[]) AS headers, unnest($13::json[]) AS commands, unnest($14::text[]) AS commands_hash, unnest($15::timestamptz[]) AS time, unnest($16::bytea[]) AS hash) AS r USING (partition)),
inbox AS (INSERT INTO market.inbox (command_id, partition, body_hash, outcome, position)
    SELECT t.id, t.partition, t.body_hash, t.outcome, t.position
    FROM head JOIN unnest($22::smallint[], $18::uuid[], $19::bytea[], $20::json[], $21::bigint[])
      AS t (partition, id, body_hash, outcome, position) USING (partition)),
link_in AS (INSERT INTO market.link_in (partition, source, source_partition, sequence, kafka_offset)
    SELECT t.* FROM head JOIN unnest($27::smallint[], $23::text[], $24::smallint[], $25::bigint[], $26::bigint[])
      AS t (partition) USING (partition)
    ON CONFLICT (partition, source, source_partition)
    DO UPDATE SET sequence = excluded.sequence, kafka_offset = excluded.kafka_offset),
link_out AS (INSERT INTO market.link_out (partition, target, target_partition, sequence)
    SELECT t.* FROM head JOIN unnest($31::smallint[], $28::text[], $29::smallint[], $30::bigint[])
      AS t (partition) USING (partition)
    ON CONFLICT (partition, target, target_partition) DO UPDATE SET sequence = excluded.sequence),
claims_made AS (INSERT INTO market.claims (scope, value, owner_id, partition)
    SELECT t.scope, t.value, t.owner_id, t.partition
    FROM head JOIN unnest($35::smallint[], $32::text[], $33::text[], $34::uuid[])
      AS t (partition, scope, value, owner_id) USING (partition) ORDER BY t.scope, t.value),
timers_cleared AS (DELETE FROM market.timers
    USING head JOIN unnest($37::smallint[], $36::text[]) AS t (partition, id) USING (partition)
    WHERE timers.partition = t.partition AND timers.id = ANY ($36::text[]) AND timers.id = t.id),
timers_set AS (INSERT INTO market.timers (partition, id, due_at, command)
    SELECT t.* FROM head JOIN unnest($41::smallint[], $38::text[], $39::timestamptz[], $40::json[])
      AS t (partition) USING (partition)
    ON CONFLICT (partition, id) DO UPDATE SET due_at = excluded.due_at, command = excluded.command),
parked_added AS (INSERT INTO market.parked (partition, aggregate, ordinal, source, position, headers, value, error)
    SELECT t.* FROM head JOIN unnest($49::smallint[], $42::text[], $43::bigint[], $44::text[], $45::bigint[], $46::json[],
      $47::bytea[], $48::text[]) AS t (partition) USING (partition)),
parked_done AS (DELETE FROM market.parked USING head
      JOIN unnest($52::smallint[], $50::text[], $51::bigint[]) AS t (partition, aggregate, ordinal) USING (partition)
    WHERE parked.partition = t.partition AND parked.aggregate = ANY ($50::text[])
      AND parked.aggregate = t.aggregate AND parked.ordinal = t.ordinal),
assets_set AS (INSERT INTO market.assets (partition, id, symbol, name, issuer_name, issuer_country, asset_type, exchange, quote_currency, isin, cusip, status, is_tradable, is_demo_tradable, min_order_quantity, max_order_quantity, tick_size, tick_ladder, lot_size, price_band_percent, market_collar_percent, quote_age_ms_max, calendar_code, provider_symbol, description, sector, industry, metadata, bar_opened_at, created_at, position, updated_at)
    SELECT head.partition, r.id, r.symbol, r.name, r.issuer_name, r.issuer_country, r.asset_type, r.exchange, r.quote_currency, r.isin, r.cusip, r.status, r.is_tradable, r.is_demo_tradable, r.min_order_quantity, r.max_order_quantity, r.tick_size, r.tick_ladder, r.lot_size, r.price_band_percent, r.market_collar_percent, r.quote_age_ms_max, r.calendar_code, r.provider_symbol, r.description, r.sector, r.industry, r.metadata, r.bar_opened_at, r.created_at, r.position, r.updated_at
    FROM head JOIN json_populate_recordset(NULL::market.assets, $53::json) AS r USING (partition)
    ON CONFLICT (partition, id) DO UPDATE SET symbol = excluded.symbol, name = excluded.name, issuer_name = excluded.issuer_name, issuer_country = excluded.issuer_country, asset_type = excluded.asset_type, exchange = excluded.exchange, quote_currency = excluded.quote_currency, isin = excluded.isin, cusip = excluded.cusip, status = excluded.status, is_tradable = excluded.is_tradable, is_demo_tradable = excluded.is_demo_tradable, min_order_quantity = excluded.min_order_quantity, max_order_quantity = excluded.max_order_quantity, tick_size = excluded.tick_size, tick_ladder = excluded.tick_ladder, lot_size = excluded.lot_size, price_band_percent = excluded.price_band_percent, market_collar_percent = excluded.market_collar_percent, quote_age_ms_max = excluded.quote_age_ms_max, calendar_code = excluded.calendar_code, provider_symbol = excluded.provider_symbol, description = excluded.description, sector = excluded.sector, industry = excluded.industry, metadata = excluded.metadata, bar_opened_at = excluded.bar_opened_at, created_at = assets.created_at, position = excluded.position, updated_at = excluded.updated_at),
quotes_set AS (INSERT INTO market.quotes (partition, asset_id, bid, ask, bid_size, ask_size, last_price, last_size, interval_high, interval_low, open, high, low, traded_on, source, as_of, received_at, position, updated_at)
    SELECT head.partition, r.asset_id, r.bid, r.ask, r.bid_size, r.ask_size, r.last_price, r.last_size, r.interval_high, r.interval_low, r.open, r.high, r.low, r.traded_on, r.source, r.as_of, r.received_at, r.position, r.updated_at
    FROM head JOIN json_populate_recordset(NULL::market.quotes, $54::json) AS r USING (partition)
    ON CONFLICT (partition, asset_id) DO UPDATE SET bid = excluded.bid, ask = excluded.ask, bid_size = excluded.bid_size, ask_size = excluded.ask_size, last_price = excluded.last_price, last_size = excluded.last_size, interval_high = excluded.interval_high, interval_low = excluded.interval_low, open = excluded.open, high = excluded.high, low = excluded.low, traded_on = excluded.traded_on, source = excluded.source, as_of = excluded.as_of, received_at = excluded.received_at, position = excluded.position, updated_at = excluded.updated_at),
feed_quotes_set AS (INSERT INTO market.feed_quotes (partition, asset_id, bid, ask, bid_size, ask_size, last_price, last_size, interval_high, interval_low, open, high, low, traded_on, source, as_of, received_at, position, updated_at)
    SELECT head.partition, r.asset_id, r.bid, r.ask, r.bid_size, r.ask_size, r.last_price, r.last_size, r.interval_high, r.interval_low, r.open, r.high, r.low, r.traded_on, r.source, r.as_of, r.received_at, r.position, r.updated_at
    FROM head JOIN json_populate_recordset(NULL::market.feed_quotes, $55::json) AS r USING (partition)
    ON CONFLICT (partition, asset_id) DO UPDATE SET bid = excluded.bid, ask = excluded.ask, bid_size = excluded.bid_size, ask_size = excluded.ask_size, last_price = excluded.last_price, last_size = excluded.last_size, interval_high = excluded.interval_high, interval_low = excluded.interval_low, open = excluded.open, high = excluded.high, low = excluded.low, traded_on = excluded.traded_on, source = excluded.source, as_of = excluded.as_of, received_at = excluded.received_at, position = excluded.position, updated_at = excluded.updated_at),
sessions_set AS (INSERT INTO market.instrument_sessions (partition, asset_id, calendar, day, opens_at, closes_at, next_opens_at, previous_close, settlement_date, valid_until, position, updated_at)
    SELECT head.partition, r.asset_id, r.calendar, r.day, r.opens_at, r.closes_at, r.next_opens_at, r.previous_close, r.settlement_date, r.valid_until, r.position, r.updated_at
    FROM head JOIN json_populate_recordset(NULL::market.instrument_sessions, $56::json) AS r USING (partition)
    ON CONFLICT (partition, asset_id) DO UPDATE SET calendar = excluded.calendar, day = excluded.day, opens_at = excluded.opens_at, closes_at = excluded.closes_at, next_opens_at = excluded.next_opens_at, previous_close = excluded.previous_close, settlement_date = excluded.settlement_date, valid_until = excluded.valid_until, position = excluded.position, updated_at = excluded.updated_at),
alerts_set AS (INSERT INTO market.price_alerts (partition, id, user_id, asset_id, alert_type, condition_value, reference_price, technical_indicator, indicator_parameters, custom_message, is_active, repeat_alert, armed, armed_position, triggered_at, triggered_price, trigger_count, expires_at, created_at, position, updated_at)
    SELECT head.partition, r.id, r.user_id, r.asset_id, r.alert_type, r.condition_value, r.reference_price, r.technical_indicator, r.indicator_parameters, r.custom_message, r.is_active, r.repeat_alert, r.armed, r.armed_position, r.triggered_at, r.triggered_price, r.trigger_count, r.expires_at, r.created_at, r.position, r.updated_at
    FROM head JOIN json_populate_recordset(NULL::market.price_alerts, $57::json) AS r USING (partition)
    ON CONFLICT (partition, id) DO UPDATE SET user_id = excluded.user_id, asset_id = excluded.asset_id, alert_type = excluded.alert_type, condition_value = excluded.condition_value, reference_price = excluded.reference_price, technical_indicator = excluded.technical_indicator, indicator_parameters = excluded.indicator_parameters, custom_message = excluded.custom_message, is_active = excluded.is_active, repeat_alert = excluded.repeat_alert, armed = excluded.armed, armed_position = excluded.armed_position, triggered_at = excluded.triggered_at, triggered_price = excluded.triggered_price, trigger_count = excluded.trigger_count, expires_at = excluded.expires_at, created_at = excluded.created_at, position = excluded.position, updated_at = excluded.updated_at),
alerts_gone AS (DELETE FROM market.price_alerts AS gone USING head
        WHERE gone.partition = head.partition AND gone.id = ANY ($58::uuid[])),
periods_set_gone AS (DELETE FROM market.trading_calendars AS gone
      USING head JOIN unnest($61::smallint[], $59::text[]) AS c (partition, code) USING (partition)
      WHERE gone.partition = c.partition AND gone.code = c.code
      AND NOT EXISTS (SELECT FROM json_populate_recordset(NULL::market.trading_calendars, $60::json) AS t
        WHERE t.partition = gone.partition AND t.code = gone.code AND t.effective_from = gone.effective_from)),
periods_set AS (INSERT INTO market.trading_calendars (partition, code, timezone, sessions, settlement_days, effective_from, position, updated_at)
    SELECT head.partition, r.code, r.timezone, r.sessions, r.settlement_days, r.effective_from, r.position, r.updated_at
    FROM head JOIN json_populate_recordset(NULL::market.trading_calendars, $62::json) AS r USING (partition)
    ON CONFLICT (partition, code, effective_from) DO UPDATE SET timezone = excluded.timezone, sessions = excluded.sessions, settlement_days = excluded.settlement_days, position = excluded.position, updated_at = excluded.updated_at),
days_set_gone AS (DELETE FROM market.calendar_days AS gone
      USING head JOIN unnest($65::smallint[], $63::text[]) AS c (partition, code) USING (partition)
      WHERE gone.partition = c.partition AND gone.code = c.code
      AND NOT EXISTS (SELECT FROM json_populate_recordset(NULL::market.calendar_days, $64::json) AS t
        WHERE t.partition = gone.partition AND t.code = gone.code AND t.day = gone.day)),
days_set AS (INSERT INTO market.calendar_days (partition, code, day, kind, close_at, name, source, position, updated_at)
    SELECT head.partition, r.code, r.day, r.kind, r.close_at, r.name, r.source, r.position, r.updated_at
    FROM head JOIN json_populate_recordset(NULL::market.calendar_days, $66::json) AS r USING (partition)
    ON CONFLICT (partition, code, day) DO UPDATE SET kind = excluded.kind, close_at = excluded.close_at, name = excluded.name, source = excluded.source, position = excluded.position, updated_at = excluded.updated_at),
followers_set AS (INSERT INTO market.calendar_followers (partition, code, asset_id, told, position, updated_at)
    SELECT head.partition, r.code, r.asset_id, r.told, r.position, r.updated_at
    FROM head JOIN json_populate_recordset(NULL::market.calendar_followers, $67::json) AS r USING (partition)
    ON CONFLICT (partition, code, asset_id) DO UPDATE SET told = excluded.told, position = excluded.position, updated_at = excluded.updated_at),
fx_rates_set AS (INSERT INTO market.fx_rates (partition, base, quote, rate, source, as_of, position, updated_at)
    SELECT head.partition, r.base, r.quote, r.rate, r.source, r.as_of, r.position, r.updated_at
    FROM head JOIN json_populate_recordset(NULL::market.fx_rates, $68::json) AS r USING (partition)
    ON CONFLICT (partition, base, quote) DO UPDATE SET rate = excluded.rate, source = excluded.source, as_of = excluded.as_of, position = excluded.position, updated_at = excluded.updated_at),
watchlists_set AS (INSERT INTO market.watchlists (partition, user_id, name, asset_ids, position, updated_at)
    SELECT head.partition, r.user_id, r.name, r.asset_ids, r.position, r.updated_at
    FROM head JOIN json_populate_recordset(NULL::market.watchlists, $69::json) AS r USING (partition)
    ON CONFLICT (partition, user_id, name) DO UPDATE SET asset_ids = excluded.asset_ids, position = excluded.position, updated_at = excluded.updated_at),
watchlists_gone AS (DELETE FROM market.watchlists AS gone
        USING head JOIN json_populate_recordset(NULL::market.watchlists, $70::json) AS t USING (partition)
        WHERE gone.partition = t.partition AND gone.user_id = t.user_id AND gone.name = t.name)
SELECT partition FROM head;
