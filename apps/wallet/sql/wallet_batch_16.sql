WITH head AS (UPDATE wallet.log_head SET position = $1::bigint, hash = $2::bytea, last_time = $3::timestamptz
    WHERE partition = $4::smallint AND position = $5::bigint AND owner = $6::uuid RETURNING partition),
log AS (INSERT INTO wallet.event_log (partition, position, type, subject, key, data, headers, commands, commands_hash, time, hash)
    SELECT head.partition, t.* FROM head, unnest($7::bigint[], $8::text[], $9::uuid[], $10::uuid[], $11::json[], $12::json[],
      $13::json[], $14::text[], $15::timestamptz[], $16::bytea[]) AS t),
inbox AS (INSERT INTO wallet.inbox (command_id, partition, body_hash, outcome, position)
    SELECT t.id, head.partition, t.body_hash, t.outcome, t.position
    FROM head, unnest($17::uuid[], $18::bytea[], $19::json[], $20::bigint[]) AS t (id, body_hash, outcome, position)),
link_in AS (INSERT INTO wallet.link_in (partition, source, source_partition, sequence, kafka_offset)
    SELECT head.partition, t.* FROM head, unnest($21::text[], $22::smallint[], $23::bigint[], $24::bigint[]) AS t
    ON CONFLICT (partition, source, source_partition)
    DO UPDATE SET sequence = excluded.sequence, kafka_offset = excluded.kafka_offset),
link_out AS (INSERT INTO wallet.link_out (partition, target, target_partition, sequence)
    SELECT head.partition, t.* FROM head, unnest($25::text[], $26::smallint[], $27::bigint[]) AS t
    ON CONFLICT (partition, target, target_partition) DO UPDATE SET sequence = excluded.sequence),
timers_cleared AS (DELETE FROM wallet.timers USING head WHERE timers.partition = head.partition AND timers.id = ANY ($28::text[])),
timers_set AS (INSERT INTO wallet.timers (partition, id, due_at, command)
    SELECT head.partition, t.* FROM head, unnest($29::text[], $30::timestamptz[], $31::json[]) AS t
    ON CONFLICT (partition, id) DO UPDATE SET due_at = excluded.due_at, command = excluded.command),
accounts_saved AS (INSERT INTO wallet.accounts (partition, id, position, updated_at, user_id, kind, mode, status, restrictions, limits, volume_day, volume_on, closed_at)
    SELECT head.partition, t.* FROM head, unnest($32::uuid[], $33::bigint[], $34::timestamptz[], $35::uuid[], $36::text[], $37::text[], $38::wallet.wallet_account_status[], $39::jsonb[], $40::jsonb[], $41::numeric[], $42::date[], $43::timestamptz[]) AS t
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, status = excluded.status, restrictions = excluded.restrictions, limits = excluded.limits, volume_day = excluded.volume_day, volume_on = excluded.volume_on, closed_at = excluded.closed_at),
wallets_saved AS (INSERT INTO wallet.wallets (partition, account_id, user_id, mode, currency, position, updated_at, available_balance, reserved_balance, total_balance, unsettled_balance, wallet_version, last_transaction_at)
    SELECT head.partition, t.* FROM head, unnest($44::uuid[], $45::uuid[], $46::text[], $47::text[], $48::bigint[], $49::timestamptz[], $50::numeric[], $51::numeric[], $52::numeric[], $53::numeric[], $54::bigint[], $55::timestamptz[]) AS t
    ON CONFLICT (partition, account_id, currency) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, available_balance = excluded.available_balance, reserved_balance = excluded.reserved_balance, total_balance = excluded.total_balance, unsettled_balance = excluded.unsettled_balance, wallet_version = excluded.wallet_version, last_transaction_at = excluded.last_transaction_at),
holdings_saved AS (INSERT INTO wallet.holdings (partition, account_id, user_id, mode, asset_id, position, updated_at, quantity, reserved_quantity, average_purchase_price, total_invested, realized_pnl, last_updated_at)
    SELECT head.partition, t.* FROM head, unnest($56::uuid[], $57::uuid[], $58::text[], $59::uuid[], $60::bigint[], $61::timestamptz[], $62::numeric[], $63::numeric[], $64::numeric[], $65::numeric[], $66::numeric[], $67::timestamptz[]) AS t
    ON CONFLICT (partition, account_id, asset_id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, quantity = excluded.quantity, reserved_quantity = excluded.reserved_quantity, average_purchase_price = excluded.average_purchase_price, total_invested = excluded.total_invested, realized_pnl = excluded.realized_pnl, last_updated_at = excluded.last_updated_at),
reservations_saved AS (INSERT INTO wallet.reservations (partition, id, position, updated_at, account_id, purpose, asset, asset_id, quantity, filled_quantity, amount, drawn_amount, legs, usd_value, increments, status, closed_at)
    SELECT head.partition, t.* FROM head, unnest($68::uuid[], $69::bigint[], $70::timestamptz[], $71::uuid[], $72::wallet.reservation_purpose[], $73::text[], $74::uuid[], $75::numeric[], $76::numeric[], $77::numeric[], $78::numeric[], $79::integer[], $80::numeric[], $81::jsonb[], $82::wallet.reservation_status[], $83::timestamptz[]) AS t
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, quantity = excluded.quantity, filled_quantity = excluded.filled_quantity, amount = excluded.amount, drawn_amount = excluded.drawn_amount, legs = excluded.legs, usd_value = excluded.usd_value, increments = excluded.increments, status = excluded.status, closed_at = excluded.closed_at),
open_items_saved AS (INSERT INTO wallet.open_items (partition, trade_id, side, asset, position, updated_at, account_id, amount, opened_at, closed_at)
    SELECT head.partition, t.* FROM head, unnest($84::uuid[], $85::text[], $86::text[], $87::bigint[], $88::timestamptz[], $89::uuid[], $90::numeric[], $91::timestamptz[], $92::timestamptz[]) AS t
    ON CONFLICT (partition, trade_id, side, asset) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, closed_at = excluded.closed_at),
maturities_added AS (INSERT INTO wallet.maturities (partition, execution_ref, position, updated_at, account_id, currency, amount, matures_on)
    SELECT head.partition, t.* FROM head, unnest($93::text[], $94::bigint[], $95::timestamptz[], $96::uuid[], $97::text[], $98::numeric[], $99::date[]) AS t),
ledger_clients_saved AS (INSERT INTO wallet.ledger_accounts (partition, kind, mode, asset, account_id, position, updated_at, debits, credits)
    SELECT head.partition, t.* FROM head, unnest($100::wallet.ledger_account_kind[], $101::text[], $102::text[], $103::uuid[], $104::bigint[], $105::timestamptz[], $106::numeric[], $107::numeric[]) AS t
    ON CONFLICT (partition, kind, mode, asset, account_id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, debits = excluded.debits, credits = excluded.credits),
ledger_house_moved AS (INSERT INTO wallet.ledger_accounts (partition, kind, mode, asset, debits, credits, position, updated_at)
    SELECT head.partition, t.* FROM head, unnest($108::wallet.ledger_account_kind[], $109::text[], $110::text[], $111::numeric[], $112::numeric[],
      $113::bigint[], $114::timestamptz[]) AS t
    ON CONFLICT (partition, kind, mode, asset, account_id) DO UPDATE SET debits = ledger_accounts.debits + excluded.debits,
      credits = ledger_accounts.credits + excluded.credits, position = excluded.position, updated_at = excluded.updated_at),
ledger_transactions_added AS (INSERT INTO wallet.ledger_transactions (partition, position, mode, asset, debits, credits, cause, mur_amount, fx_rate, fx_source, fx_quoted_at, fx_stale, occurred_at)
    SELECT head.partition, t.* FROM head, unnest($115::bigint[], $116::text[], $117::text[], $118::numeric[], $119::numeric[], $120::text[], $121::numeric[], $122::numeric[], $123::text[], $124::timestamptz[], $125::boolean[], $126::timestamptz[]) AS t)
SELECT count(*)::int AS fenced FROM head;
