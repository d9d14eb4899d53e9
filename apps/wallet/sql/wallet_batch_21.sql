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
claims_made AS (INSERT INTO wallet.claims (scope, value, owner_id, partition)
    SELECT t.scope, t.value, t.owner_id, head.partition
    FROM head, unnest($28::text[], $29::text[], $30::uuid[]) AS t (scope, value, owner_id) ORDER BY t.scope, t.value),
timers_cleared AS (DELETE FROM wallet.timers USING head WHERE timers.partition = head.partition AND timers.id = ANY ($31::text[])),
timers_set AS (INSERT INTO wallet.timers (partition, id, due_at, command)
    SELECT head.partition, t.* FROM head, unnest($32::text[], $33::timestamptz[], $34::json[]) AS t
    ON CONFLICT (partition, id) DO UPDATE SET due_at = excluded.due_at, command = excluded.command),
parked_added AS (INSERT INTO wallet.parked (partition, aggregate, ordinal, source, position, headers, value, error)
    SELECT head.partition, t.* FROM head, unnest($35::text[], $36::bigint[], $37::text[], $38::bigint[], $39::json[], $40::bytea[], $41::text[]) AS t),
parked_done AS (DELETE FROM wallet.parked USING head, unnest($42::text[], $43::bigint[]) AS t (aggregate, ordinal)
    WHERE parked.partition = head.partition AND parked.aggregate = ANY ($42::text[])
      AND parked.aggregate = t.aggregate AND parked.ordinal = t.ordinal),
accounts_saved AS (INSERT INTO wallet.accounts (partition, id, position, updated_at, user_id, kind, mode, status, restrictions, limits, volume_day, volume_on, closed_at)
    SELECT head.partition, unnest($44::uuid[]), unnest($45::bigint[]), unnest($46::timestamptz[]), unnest($47::uuid[]), unnest($48::text[]), unnest($49::text[]), unnest($50::wallet.wallet_account_status[]), unnest($51::jsonb[]), unnest($52::jsonb[]), unnest($53::numeric[]), unnest($54::date[]), unnest($55::timestamptz[]) FROM head
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, status = excluded.status, restrictions = excluded.restrictions, limits = excluded.limits, volume_day = excluded.volume_day, volume_on = excluded.volume_on, closed_at = excluded.closed_at),
wallets_saved AS (INSERT INTO wallet.wallets (partition, account_id, user_id, mode, currency, position, updated_at, available_balance, reserved_balance, total_balance, unsettled_balance, wallet_version, last_transaction_at)
    SELECT head.partition, unnest($56::uuid[]), unnest($57::uuid[]), unnest($58::text[]), unnest($59::text[]), unnest($60::bigint[]), unnest($61::timestamptz[]), unnest($62::numeric[]), unnest($63::numeric[]), unnest($64::numeric[]), unnest($65::numeric[]), unnest($66::bigint[]), unnest($67::timestamptz[]) FROM head
    ON CONFLICT (partition, account_id, currency) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, available_balance = excluded.available_balance, reserved_balance = excluded.reserved_balance, total_balance = excluded.total_balance, unsettled_balance = excluded.unsettled_balance, wallet_version = excluded.wallet_version, last_transaction_at = excluded.last_transaction_at),
holdings_saved AS (INSERT INTO wallet.holdings (partition, account_id, user_id, mode, asset_id, position, updated_at, quantity, reserved_quantity, average_purchase_price, total_invested, realized_pnl, last_updated_at)
    SELECT head.partition, unnest($68::uuid[]), unnest($69::uuid[]), unnest($70::text[]), unnest($71::uuid[]), unnest($72::bigint[]), unnest($73::timestamptz[]), unnest($74::numeric[]), unnest($75::numeric[]), unnest($76::numeric[]), unnest($77::numeric[]), unnest($78::numeric[]), unnest($79::timestamptz[]) FROM head
    ON CONFLICT (partition, account_id, asset_id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, quantity = excluded.quantity, reserved_quantity = excluded.reserved_quantity, average_purchase_price = excluded.average_purchase_price, total_invested = excluded.total_invested, realized_pnl = excluded.realized_pnl, last_updated_at = excluded.last_updated_at),
reservations_saved AS (INSERT INTO wallet.reservations (partition, id, position, updated_at, account_id, purpose, asset, asset_id, quantity, filled_quantity, amount, drawn_amount, legs, usd_value, increments, status, closed_at)
    SELECT head.partition, unnest($80::uuid[]), unnest($81::bigint[]), unnest($82::timestamptz[]), unnest($83::uuid[]), unnest($84::wallet.reservation_purpose[]), unnest($85::text[]), unnest($86::uuid[]), unnest($87::numeric[]), unnest($88::numeric[]), unnest($89::numeric[]), unnest($90::numeric[]), unnest($91::integer[]), unnest($92::numeric[]), unnest($93::jsonb[]), unnest($94::wallet.reservation_status[]), unnest($95::timestamptz[]) FROM head
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, quantity = excluded.quantity, filled_quantity = excluded.filled_quantity, amount = excluded.amount, drawn_amount = excluded.drawn_amount, legs = excluded.legs, usd_value = excluded.usd_value, increments = excluded.increments, status = excluded.status, closed_at = excluded.closed_at),
open_items_saved AS (INSERT INTO wallet.open_items (partition, trade_id, side, asset, position, updated_at, account_id, amount, opened_at, closed_at)
    SELECT head.partition, unnest($96::uuid[]), unnest($97::text[]), unnest($98::text[]), unnest($99::bigint[]), unnest($100::timestamptz[]), unnest($101::uuid[]), unnest($102::numeric[]), unnest($103::timestamptz[]), unnest($104::timestamptz[]) FROM head
    ON CONFLICT (partition, trade_id, side, asset) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, closed_at = excluded.closed_at),
maturities_added AS (INSERT INTO wallet.maturities (partition, execution_ref, position, updated_at, account_id, currency, amount, matures_on)
    SELECT head.partition, unnest($105::text[]), unnest($106::bigint[]), unnest($107::timestamptz[]), unnest($108::uuid[]), unnest($109::text[]), unnest($110::numeric[]), unnest($111::date[]) FROM head),
maturities_closed AS (UPDATE wallet.maturities AS m SET matured_at = t.at, updated_at = t.at, position = t.position
    FROM head, unnest($112::uuid[], $113::text[], $114::date[], $115::bigint[], $116::timestamptz[]) AS t (account_id, currency, matures_on, position, at)
    WHERE m.partition = head.partition AND m.account_id = ANY ($112::uuid[]) AND m.account_id = t.account_id
      AND m.currency = t.currency AND m.matures_on = t.matures_on AND m.matured_at IS NULL),
ledger_clients_saved AS (INSERT INTO wallet.ledger_accounts (partition, kind, mode, asset, account_id, position, updated_at, debits, credits)
    SELECT head.partition, unnest($117::wallet.ledger_account_kind[]), unnest($118::text[]), unnest($119::text[]), unnest($120::uuid[]), unnest($121::bigint[]), unnest($122::timestamptz[]), unnest($123::numeric[]), unnest($124::numeric[]) FROM head
    ON CONFLICT (partition, kind, mode, asset, account_id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, debits = excluded.debits, credits = excluded.credits),
ledger_house_moved AS (INSERT INTO wallet.ledger_accounts (partition, kind, mode, asset, debits, credits, position, updated_at)
    SELECT head.partition, t.* FROM head, unnest($125::wallet.ledger_account_kind[], $126::text[], $127::text[], $128::numeric[], $129::numeric[],
      $130::bigint[], $131::timestamptz[]) AS t
    ON CONFLICT (partition, kind, mode, asset, account_id) DO UPDATE SET debits = ledger_accounts.debits + excluded.debits,
      credits = ledger_accounts.credits + excluded.credits, position = excluded.position, updated_at = excluded.updated_at),
ledger_transactions_added AS (INSERT INTO wallet.ledger_transactions (partition, position, mode, asset, debits, credits, cause, mur_amount, fx_rate, fx_source, fx_quoted_at, fx_stale, occurred_at)
    SELECT head.partition, unnest($132::bigint[]), unnest($133::text[]), unnest($134::text[]), unnest($135::numeric[]), unnest($136::numeric[]), unnest($137::text[]), unnest($138::numeric[]), unnest($139::numeric[]), unnest($140::text[]), unnest($141::timestamptz[]), unnest($142::boolean[]), unnest($143::timestamptz[]) FROM head),
adjustments_saved AS (INSERT INTO wallet.adjustments (partition, id, position, updated_at, account_id, asset, amount, unit_cost, against, reason, evidence, status, proposed_by, decided_by, decided_at)
    SELECT head.partition, unnest($144::uuid[]), unnest($145::bigint[]), unnest($146::timestamptz[]), unnest($147::uuid[]), unnest($148::text[]), unnest($149::numeric[]), unnest($150::numeric[]), unnest($151::text[]), unnest($152::text[]), unnest($153::text[]), unnest($154::wallet.adjustment_status[]), unnest($155::uuid[]), unnest($156::uuid[]), unnest($157::timestamptz[]) FROM head
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, status = excluded.status, decided_by = excluded.decided_by, decided_at = excluded.decided_at)
SELECT count(*)::int AS fenced FROM head;
