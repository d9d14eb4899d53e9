WITH head AS (UPDATE market.log_head SET position = $1::bigint, hash = $2::bytea, last_time = $3::timestamptz
    WHERE partition = $4::smallint AND position = $5::bigint AND owner = $6::uuid RETURNING partition),
log AS (INSERT INTO market.event_log (partition, position, type, subject, key, data, headers, commands, commands_hash, time, hash)
    SELECT head.partition, unnest($7::bigint[]), unnest($8::text[]), unnest($9::uuid[]), unnest($10::uuid[]), unnest($11::json[]), unnest($12::json[]), unnest($13::json[]), unnest($14::text[]), unnest($15::timestamptz[]), unnest($16::bytea[]) FROM head),
inbox AS (INSERT INTO market.inbox (command_id, partition, body_hash, outcome, position)
    SELECT t.id, head.partition, t.body_hash, t.outcome, t.position
    FROM head, unnest($17::uuid[], $18::bytea[], $19::json[], $20::bigint[]) AS t (id, body_hash, outcome, position)),
link_in AS (INSERT INTO market.link_in (partition, source, source_partition, sequence, kafka_offset)
    SELECT head.partition, t.* FROM head, unnest($21::text[], $22::smallint[], $23::bigint[], $24::bigint[]) AS t
    ON CONFLICT (partition, source, source_partition)
    DO UPDATE SET sequence = excluded.sequence, kafka_offset = excluded.kafka_offset),
link_out AS (INSERT INTO market.link_out (partition, target, target_partition, sequence)
    SELECT head.partition, t.* FROM head, unnest($25::text[], $26::smallint[], $27::bigint[]) AS t
    ON CONFLICT (partition, target, target_partition) DO UPDATE SET sequence = excluded.sequence),
timers_cleared AS (DELETE FROM market.timers USING head WHERE timers.partition = head.partition AND timers.id = ANY ($28::text[])),
timers_set AS (INSERT INTO market.timers (partition, id, due_at, command)
    SELECT head.partition, t.* FROM head, unnest($29::text[], $30::timestamptz[], $31::json[]) AS t
    ON CONFLICT (partition, id) DO UPDATE SET due_at = excluded.due_at, command = excluded.command),
quotes_set AS (INSERT INTO market.quotes (partition, asset_id, bid, ask, bid_size, ask_size, last_price, last_size, interval_high, interval_low, open, high, low, traded_on, source, as_of, received_at, position, updated_at)
      SELECT head.partition, t.asset_id, t.bid, t.ask, t.bid_size, t.ask_size, t.last_price, t.last_size, t.interval_high, t.interval_low, t.open, t.high, t.low, t.traded_on, t.source, t.as_of, t.received_at, t.position, t.updated_at
      FROM head, json_populate_recordset(NULL::market.quotes, $32::json) AS t
      ON CONFLICT (partition, asset_id)
      DO UPDATE SET bid = excluded.bid, ask = excluded.ask, bid_size = excluded.bid_size, ask_size = excluded.ask_size, last_price = excluded.last_price, last_size = excluded.last_size, interval_high = excluded.interval_high, interval_low = excluded.interval_low, open = excluded.open, high = excluded.high, low = excluded.low, traded_on = excluded.traded_on, source = excluded.source, as_of = excluded.as_of, received_at = excluded.received_at, position = excluded.position, updated_at = excluded.updated_at)
SELECT count(*)::int AS fenced FROM head;
