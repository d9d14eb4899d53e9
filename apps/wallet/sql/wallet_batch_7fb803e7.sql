WITH head AS (UPDATE wallet.log_head SET position = $1::bigint, hash = $2::bytea, last_time = $3::timestamptz
    WHERE partition = $4::smallint AND position = $5::bigint AND owner = $6::uuid RETURNING partition),
log AS (INSERT INTO wallet.event_log (partition, position, type, subject, key, data, headers, commands, commands_hash, time, hash)
    SELECT head.partition, unnest($7::bigint[]), unnest($8::text[]), unnest($9::uuid[]), unnest($10::uuid[]), unnest($11::json[]), unnest($12::json[]), unnest($13::json[]), unnest($14::text[]), unnest($15::timestamptz[]), unnest($16::bytea[]) FROM head),
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
accounts_saved AS (INSERT INTO wallet.accounts (partition, id, position, updated_at, user_id, kind, mode, status, restrictions, limits, volume_day, volume_on, withdrawn_day, withdrawn_month, withdrawn_on, closed_at)
    SELECT head.partition, unnest($32::uuid[]), unnest($33::bigint[]), unnest($34::timestamptz[]), unnest($35::uuid[]), unnest($36::text[]), unnest($37::text[]), unnest($38::wallet.wallet_account_status[]), unnest($39::jsonb[]), unnest($40::jsonb[]), unnest($41::numeric[]), unnest($42::date[]), unnest($43::numeric[]), unnest($44::numeric[]), unnest($45::date[]), unnest($46::timestamptz[]) FROM head
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, status = excluded.status, restrictions = excluded.restrictions, limits = excluded.limits, volume_day = excluded.volume_day, volume_on = excluded.volume_on, withdrawn_day = excluded.withdrawn_day, withdrawn_month = excluded.withdrawn_month, withdrawn_on = excluded.withdrawn_on, closed_at = excluded.closed_at),
wallets_saved AS (INSERT INTO wallet.wallets (partition, account_id, user_id, mode, currency, position, updated_at, available_balance, reserved_balance, total_balance, unsettled_balance, wallet_version, last_transaction_at)
    SELECT head.partition, unnest($47::uuid[]), unnest($48::uuid[]), unnest($49::text[]), unnest($50::text[]), unnest($51::bigint[]), unnest($52::timestamptz[]), unnest($53::numeric[]), unnest($54::numeric[]), unnest($55::numeric[]), unnest($56::numeric[]), unnest($57::bigint[]), unnest($58::timestamptz[]) FROM head
    ON CONFLICT (partition, account_id, currency) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, available_balance = excluded.available_balance, reserved_balance = excluded.reserved_balance, total_balance = excluded.total_balance, unsettled_balance = excluded.unsettled_balance, wallet_version = excluded.wallet_version, last_transaction_at = excluded.last_transaction_at),
holdings_saved AS (INSERT INTO wallet.holdings (partition, account_id, user_id, mode, asset_id, position, updated_at, quantity, reserved_quantity, average_purchase_price, total_invested, realized_pnl, last_updated_at)
    SELECT head.partition, unnest($59::uuid[]), unnest($60::uuid[]), unnest($61::text[]), unnest($62::uuid[]), unnest($63::bigint[]), unnest($64::timestamptz[]), unnest($65::numeric[]), unnest($66::numeric[]), unnest($67::numeric[]), unnest($68::numeric[]), unnest($69::numeric[]), unnest($70::timestamptz[]) FROM head
    ON CONFLICT (partition, account_id, asset_id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, quantity = excluded.quantity, reserved_quantity = excluded.reserved_quantity, average_purchase_price = excluded.average_purchase_price, total_invested = excluded.total_invested, realized_pnl = excluded.realized_pnl, last_updated_at = excluded.last_updated_at),
reservations_saved AS (INSERT INTO wallet.reservations (partition, id, position, updated_at, account_id, purpose, asset, asset_id, quantity, filled_quantity, amount, drawn_amount, legs, usd_value, reserved_on, increments, status, closed_at)
    SELECT head.partition, unnest($71::uuid[]), unnest($72::bigint[]), unnest($73::timestamptz[]), unnest($74::uuid[]), unnest($75::wallet.reservation_purpose[]), unnest($76::text[]), unnest($77::uuid[]), unnest($78::numeric[]), unnest($79::numeric[]), unnest($80::numeric[]), unnest($81::numeric[]), unnest($82::integer[]), unnest($83::numeric[]), unnest($84::date[]), unnest($85::jsonb[]), unnest($86::wallet.reservation_status[]), unnest($87::timestamptz[]) FROM head
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, quantity = excluded.quantity, filled_quantity = excluded.filled_quantity, amount = excluded.amount, drawn_amount = excluded.drawn_amount, legs = excluded.legs, usd_value = excluded.usd_value, increments = excluded.increments, status = excluded.status, closed_at = excluded.closed_at),
open_items_saved AS (INSERT INTO wallet.open_items (partition, trade_id, side, asset, position, updated_at, account_id, amount, opened_at, closed_at)
    SELECT head.partition, unnest($88::uuid[]), unnest($89::text[]), unnest($90::text[]), unnest($91::bigint[]), unnest($92::timestamptz[]), unnest($93::uuid[]), unnest($94::numeric[]), unnest($95::timestamptz[]), unnest($96::timestamptz[]) FROM head
    ON CONFLICT (partition, trade_id, side, asset) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, closed_at = excluded.closed_at),
maturities_added AS (INSERT INTO wallet.maturities (partition, execution_ref, position, updated_at, account_id, currency, amount, matures_on)
    SELECT head.partition, unnest($97::text[]), unnest($98::bigint[]), unnest($99::timestamptz[]), unnest($100::uuid[]), unnest($101::text[]), unnest($102::numeric[]), unnest($103::date[]) FROM head),
ledger_clients_saved AS (INSERT INTO wallet.ledger_accounts (partition, kind, mode, asset, account_id, position, updated_at, debits, credits)
    SELECT head.partition, unnest($104::wallet.ledger_account_kind[]), unnest($105::text[]), unnest($106::text[]), unnest($107::uuid[]), unnest($108::bigint[]), unnest($109::timestamptz[]), unnest($110::numeric[]), unnest($111::numeric[]) FROM head
    ON CONFLICT (partition, kind, mode, asset, account_id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, debits = excluded.debits, credits = excluded.credits),
ledger_house_moved AS (INSERT INTO wallet.ledger_accounts (partition, kind, mode, asset, account_id, debits, credits, position, updated_at)
    SELECT head.partition, t.* FROM head, unnest($112::wallet.ledger_account_kind[], $113::text[], $114::text[], $115::uuid[], $116::numeric[],
      $117::numeric[], $118::bigint[], $119::timestamptz[]) AS t
    ON CONFLICT (partition, kind, mode, asset, account_id) DO UPDATE SET debits = ledger_accounts.debits + excluded.debits,
      credits = ledger_accounts.credits + excluded.credits, position = excluded.position, updated_at = excluded.updated_at),
ledger_transactions_added AS (INSERT INTO wallet.ledger_transactions (partition, position, mode, asset, debits, credits, cause, mur_amount, fx_rate, fx_source, fx_quoted_at, fx_stale, occurred_at)
    SELECT head.partition, unnest($120::bigint[]), unnest($121::text[]), unnest($122::text[]), unnest($123::numeric[]), unnest($124::numeric[]), unnest($125::text[]), unnest($126::numeric[]), unnest($127::numeric[]), unnest($128::text[]), unnest($129::timestamptz[]), unnest($130::boolean[]), unnest($131::timestamptz[]) FROM head)
SELECT count(*)::int AS fenced FROM head;
