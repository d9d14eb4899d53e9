WITH head AS (UPDATE order.log_head SET position = $1::bigint, hash = $2::bytea, last_time = $3::timestamptz
    WHERE partition = $4::smallint AND position = $5::bigint AND owner = $6::uuid RETURNING partition),
log AS (INSERT INTO order.event_log (partition, position, type, subject, key, data, headers, commands, commands_hash, time, hash)
    SELECT head.partition, t.* FROM head, unnest($7::bigint[], $8::text[], $9::uuid[], $10::uuid[], $11::json[], $12::json[],
      $13::json[], $14::text[], $15::timestamptz[], $16::bytea[]) AS t),
inbox AS (INSERT INTO order.inbox (command_id, partition, body_hash, outcome, position)
    SELECT t.id, head.partition, t.body_hash, t.outcome, t.position
    FROM head, unnest($17::uuid[], $18::bytea[], $19::json[], $20::bigint[]) AS t (id, body_hash, outcome, position)),
link_in AS (INSERT INTO order.link_in (partition, source, source_partition, sequence, kafka_offset)
    SELECT head.partition, t.* FROM head, unnest($21::text[], $22::smallint[], $23::bigint[], $24::bigint[]) AS t
    ON CONFLICT (partition, source, source_partition)
    DO UPDATE SET sequence = excluded.sequence, kafka_offset = excluded.kafka_offset),
link_out AS (INSERT INTO order.link_out (partition, target, target_partition, sequence)
    SELECT head.partition, t.* FROM head, unnest($25::text[], $26::smallint[], $27::bigint[]) AS t
    ON CONFLICT (partition, target, target_partition) DO UPDATE SET sequence = excluded.sequence),
claims_made AS (INSERT INTO order.claims (scope, value, owner_id, partition)
    SELECT t.scope, t.value, t.owner_id, head.partition
    FROM head, unnest($28::text[], $29::text[], $30::uuid[]) AS t (scope, value, owner_id) ORDER BY t.scope, t.value),
timers_cleared AS (DELETE FROM order.timers USING head WHERE timers.partition = head.partition AND timers.id = ANY ($31::text[])),
timers_set AS (INSERT INTO order.timers (partition, id, due_at, command)
    SELECT head.partition, t.* FROM head, unnest($32::text[], $33::timestamptz[], $34::json[]) AS t
    ON CONFLICT (partition, id) DO UPDATE SET due_at = excluded.due_at, command = excluded.command),
parked_added AS (INSERT INTO order.parked (partition, aggregate, ordinal, source, position, headers, value, error)
    SELECT head.partition, t.* FROM head, unnest($35::text[], $36::bigint[], $37::text[], $38::bigint[], $39::json[], $40::bytea[], $41::text[]) AS t),
parked_done AS (DELETE FROM order.parked USING head, unnest($42::text[], $43::bigint[]) AS t (aggregate, ordinal)
    WHERE parked.partition = head.partition AND parked.aggregate = ANY ($42::text[])
      AND parked.aggregate = t.aggregate AND parked.ordinal = t.ordinal),
orders_saved AS (INSERT INTO "order".orders (partition, id, position, account_id, user_id, mode, asset_id, symbol, quote_currency, client_order_id, order_type, side, status, time_in_force, post_only, self_trade_prevention, quantity, remaining_quantity, filled_quantity, limit_price, stop_price, trail_amount, trail_percent, trail_reference_price, protection_price, average_execution_price, total_value, commission, fees, net_amount, fee_rate, commission_rate, fee_minimum, fee_version, reserved_asset, reserved_amount, drawn_amount, legs, amendment, priority, rejection_reason, close_reason, placed_at, opened_at, triggered_at, executed_at, cancelled_at, closed_at, expires_at, updated_at)
    SELECT head.partition, t.* FROM head, unnest($44::uuid[], $45::bigint[], $46::uuid[], $47::uuid[], $48::"order".mode[], $49::uuid[], $50::text[], $51::text[], $52::text[], $53::"order".order_type[], $54::"order".side[], $55::"order".order_status[], $56::"order".order_time_in_force[], $57::boolean[], $58::"order".self_trade_prevention[], $59::numeric[], $60::numeric[], $61::numeric[], $62::numeric[], $63::numeric[], $64::numeric[], $65::numeric[], $66::numeric[], $67::numeric[], $68::numeric[], $69::numeric[], $70::numeric[], $71::numeric[], $72::numeric[], $73::numeric[], $74::numeric[], $75::numeric[], $76::integer[], $77::text[], $78::numeric[], $79::numeric[], $80::integer[], $81::json[], $82::bigint[], $83::text[], $84::text[], $85::timestamptz[], $86::timestamptz[], $87::timestamptz[], $88::timestamptz[], $89::timestamptz[], $90::timestamptz[], $91::timestamptz[], $92::timestamptz[]) AS t
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, status = excluded.status, quantity = excluded.quantity, remaining_quantity = excluded.remaining_quantity, filled_quantity = excluded.filled_quantity, limit_price = excluded.limit_price, stop_price = excluded.stop_price, trail_amount = excluded.trail_amount, trail_percent = excluded.trail_percent, trail_reference_price = excluded.trail_reference_price, protection_price = excluded.protection_price, average_execution_price = excluded.average_execution_price, total_value = excluded.total_value, commission = excluded.commission, fees = excluded.fees, net_amount = excluded.net_amount, reserved_amount = excluded.reserved_amount, drawn_amount = excluded.drawn_amount, legs = excluded.legs, amendment = excluded.amendment, priority = excluded.priority, rejection_reason = excluded.rejection_reason, close_reason = excluded.close_reason, opened_at = excluded.opened_at, triggered_at = excluded.triggered_at, executed_at = excluded.executed_at, cancelled_at = excluded.cancelled_at, closed_at = excluded.closed_at, expires_at = excluded.expires_at, updated_at = excluded.updated_at),
executions_saved AS (INSERT INTO "order".executions (partition, trade_id, side, position, order_id, counter_order_id, account_id, user_id, asset_id, symbol, liquidity, price, quantity, gross_amount, commission, fees, net_amount, leg_status, contract_note_number, settlement_date, executed_at, settled_at)
    SELECT head.partition, t.* FROM head, unnest($93::uuid[], $94::"order".side[], $95::bigint[], $96::uuid[], $97::uuid[], $98::uuid[], $99::uuid[], $100::uuid[], $101::text[], $102::"order".liquidity[], $103::numeric[], $104::numeric[], $105::numeric[], $106::numeric[], $107::numeric[], $108::numeric[], $109::"order".leg_status[], $110::text[], $111::text[], $112::timestamptz[], $113::timestamptz[]) AS t
    ON CONFLICT (partition, trade_id, side) DO UPDATE SET position = excluded.position, leg_status = excluded.leg_status, settled_at = excluded.settled_at),
markets_saved AS (INSERT INTO "order".markets (partition, asset_id, position, symbol, quote_currency, state, halt_reason, terms, session, last_trade_price, last_trade_size, last_trade_at, updated_at)
    SELECT head.partition, t.* FROM head, unnest($114::uuid[], $115::bigint[], $116::text[], $117::text[], $118::"order".market_state[], $119::text[], $120::json[], $121::json[], $122::numeric[], $123::numeric[], $124::timestamptz[], $125::timestamptz[]) AS t
    ON CONFLICT (partition, asset_id) DO UPDATE SET position = excluded.position, symbol = excluded.symbol, quote_currency = excluded.quote_currency, state = excluded.state, halt_reason = excluded.halt_reason, terms = excluded.terms, session = excluded.session, last_trade_price = excluded.last_trade_price, last_trade_size = excluded.last_trade_size, last_trade_at = excluded.last_trade_at, updated_at = excluded.updated_at)
SELECT count(*)::int AS fenced FROM head;
