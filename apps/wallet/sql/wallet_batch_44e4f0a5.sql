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
accounts_saved AS (INSERT INTO wallet.accounts (partition, id, position, updated_at, user_id, kind, kind_version, mode, status, restrictions, limits, volume_day, volume_on, withdrawn_day, withdrawn_month, withdrawn_on, closed_at)
    SELECT head.partition, unnest($44::uuid[]), unnest($45::bigint[]), unnest($46::timestamptz[]), unnest($47::uuid[]), unnest($48::text[]), unnest($49::integer[]), unnest($50::text[]), unnest($51::wallet.wallet_account_status[]), unnest($52::jsonb[]), unnest($53::jsonb[]), unnest($54::numeric[]), unnest($55::date[]), unnest($56::numeric[]), unnest($57::numeric[]), unnest($58::date[]), unnest($59::timestamptz[]) FROM head
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, kind = excluded.kind, kind_version = excluded.kind_version, status = excluded.status, restrictions = excluded.restrictions, limits = excluded.limits, volume_day = excluded.volume_day, volume_on = excluded.volume_on, withdrawn_day = excluded.withdrawn_day, withdrawn_month = excluded.withdrawn_month, withdrawn_on = excluded.withdrawn_on, closed_at = excluded.closed_at),
wallets_saved AS (INSERT INTO wallet.wallets (partition, account_id, user_id, mode, currency, position, updated_at, available_balance, reserved_balance, total_balance, unsettled_balance, wallet_version, last_transaction_at)
    SELECT head.partition, unnest($60::uuid[]), unnest($61::uuid[]), unnest($62::text[]), unnest($63::text[]), unnest($64::bigint[]), unnest($65::timestamptz[]), unnest($66::numeric[]), unnest($67::numeric[]), unnest($68::numeric[]), unnest($69::numeric[]), unnest($70::bigint[]), unnest($71::timestamptz[]) FROM head
    ON CONFLICT (partition, account_id, currency) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, available_balance = excluded.available_balance, reserved_balance = excluded.reserved_balance, total_balance = excluded.total_balance, unsettled_balance = excluded.unsettled_balance, wallet_version = excluded.wallet_version, last_transaction_at = excluded.last_transaction_at),
holdings_saved AS (INSERT INTO wallet.holdings (partition, account_id, user_id, mode, asset_id, position, updated_at, quantity, reserved_quantity, average_purchase_price, total_invested, realized_pnl, last_updated_at)
    SELECT head.partition, unnest($72::uuid[]), unnest($73::uuid[]), unnest($74::text[]), unnest($75::uuid[]), unnest($76::bigint[]), unnest($77::timestamptz[]), unnest($78::numeric[]), unnest($79::numeric[]), unnest($80::numeric[]), unnest($81::numeric[]), unnest($82::numeric[]), unnest($83::timestamptz[]) FROM head
    ON CONFLICT (partition, account_id, asset_id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, quantity = excluded.quantity, reserved_quantity = excluded.reserved_quantity, average_purchase_price = excluded.average_purchase_price, total_invested = excluded.total_invested, realized_pnl = excluded.realized_pnl, last_updated_at = excluded.last_updated_at),
reservations_saved AS (INSERT INTO wallet.reservations (partition, id, position, updated_at, account_id, purpose, asset, asset_id, quantity, filled_quantity, amount, drawn_amount, legs, usd_value, reserved_on, increments, status, closed_at)
    SELECT head.partition, unnest($84::uuid[]), unnest($85::bigint[]), unnest($86::timestamptz[]), unnest($87::uuid[]), unnest($88::wallet.reservation_purpose[]), unnest($89::text[]), unnest($90::uuid[]), unnest($91::numeric[]), unnest($92::numeric[]), unnest($93::numeric[]), unnest($94::numeric[]), unnest($95::integer[]), unnest($96::numeric[]), unnest($97::date[]), unnest($98::jsonb[]), unnest($99::wallet.reservation_status[]), unnest($100::timestamptz[]) FROM head
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, quantity = excluded.quantity, filled_quantity = excluded.filled_quantity, amount = excluded.amount, drawn_amount = excluded.drawn_amount, legs = excluded.legs, usd_value = excluded.usd_value, increments = excluded.increments, status = excluded.status, closed_at = excluded.closed_at),
open_items_saved AS (INSERT INTO wallet.open_items (partition, trade_id, side, asset, position, updated_at, account_id, amount, opened_at, closed_at)
    SELECT head.partition, unnest($101::uuid[]), unnest($102::text[]), unnest($103::text[]), unnest($104::bigint[]), unnest($105::timestamptz[]), unnest($106::uuid[]), unnest($107::numeric[]), unnest($108::timestamptz[]), unnest($109::timestamptz[]) FROM head
    ON CONFLICT (partition, trade_id, side, asset) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, closed_at = excluded.closed_at),
maturities_added AS (INSERT INTO wallet.maturities (partition, execution_ref, position, updated_at, account_id, currency, amount, matures_on)
    SELECT head.partition, unnest($110::text[]), unnest($111::bigint[]), unnest($112::timestamptz[]), unnest($113::uuid[]), unnest($114::text[]), unnest($115::numeric[]), unnest($116::date[]) FROM head),
maturities_closed AS (UPDATE wallet.maturities AS m SET matured_at = t.at, updated_at = t.at, position = t.position
    FROM head, unnest($117::uuid[], $118::text[], $119::date[], $120::bigint[], $121::timestamptz[]) AS t (account_id, currency, matures_on, position, at)
    WHERE m.partition = head.partition AND m.account_id = ANY ($117::uuid[]) AND m.account_id = t.account_id
      AND m.currency = t.currency AND m.matures_on = t.matures_on AND m.matured_at IS NULL),
ledger_clients_saved AS (INSERT INTO wallet.ledger_accounts (partition, kind, mode, asset, account_id, position, updated_at, debits, credits)
    SELECT head.partition, unnest($122::wallet.ledger_account_kind[]), unnest($123::text[]), unnest($124::text[]), unnest($125::uuid[]), unnest($126::bigint[]), unnest($127::timestamptz[]), unnest($128::numeric[]), unnest($129::numeric[]) FROM head
    ON CONFLICT (partition, kind, mode, asset, account_id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, debits = excluded.debits, credits = excluded.credits),
ledger_house_moved AS (INSERT INTO wallet.ledger_accounts (partition, kind, mode, asset, account_id, debits, credits, position, updated_at)
    SELECT head.partition, t.* FROM head, unnest($130::wallet.ledger_account_kind[], $131::text[], $132::text[], $133::uuid[], $134::numeric[],
      $135::numeric[], $136::bigint[], $137::timestamptz[]) AS t
    ON CONFLICT (partition, kind, mode, asset, account_id) DO UPDATE SET debits = ledger_accounts.debits + excluded.debits,
      credits = ledger_accounts.credits + excluded.credits, position = excluded.position, updated_at = excluded.updated_at),
ledger_transactions_added AS (INSERT INTO wallet.ledger_transactions (partition, position, mode, asset, debits, credits, cause, mur_amount, fx_rate, fx_source, fx_quoted_at, fx_stale, occurred_at)
    SELECT head.partition, unnest($138::bigint[]), unnest($139::text[]), unnest($140::text[]), unnest($141::numeric[]), unnest($142::numeric[]), unnest($143::text[]), unnest($144::numeric[]), unnest($145::numeric[]), unnest($146::text[]), unnest($147::timestamptz[]), unnest($148::boolean[]), unnest($149::timestamptz[]) FROM head),
credits_saved AS (INSERT INTO wallet.credits (partition, id, position, updated_at, account_id, currency, gross, fee, status, mur_amount, fx_rate, fx_source, fx_quoted_at, fx_stale)
    SELECT head.partition, unnest($150::uuid[]), unnest($151::bigint[]), unnest($152::timestamptz[]), unnest($153::uuid[]), unnest($154::text[]), unnest($155::numeric[]), unnest($156::numeric[]), unnest($157::wallet.credit_status[]), unnest($158::numeric[]), unnest($159::numeric[]), unnest($160::text[]), unnest($161::timestamptz[]), unnest($162::boolean[]) FROM head
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, status = excluded.status),
adjustments_saved AS (INSERT INTO wallet.adjustments (partition, id, position, updated_at, account_id, asset, amount, unit_cost, against, reason, evidence, status, command_hash, proposed_by, decided_by, decided_at)
    SELECT head.partition, unnest($163::uuid[]), unnest($164::bigint[]), unnest($165::timestamptz[]), unnest($166::uuid[]), unnest($167::text[]), unnest($168::numeric[]), unnest($169::numeric[]), unnest($170::text[]), unnest($171::text[]), unnest($172::text[]), unnest($173::wallet.adjustment_status[]), unnest($174::text[]), unnest($175::uuid[]), unnest($176::uuid[]), unnest($177::timestamptz[]) FROM head
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, status = excluded.status, decided_by = excluded.decided_by, decided_at = excluded.decided_at),
conversions_saved AS (INSERT INTO wallet.conversions (partition, id, position, updated_at, account_id, user_id, from_currency, to_currency, amount, converted, spread_percent, rate, rate_source, rate_quoted_at, converted_at)
    SELECT head.partition, unnest($178::uuid[]), unnest($179::bigint[]), unnest($180::timestamptz[]), unnest($181::uuid[]), unnest($182::uuid[]), unnest($183::text[]), unnest($184::text[]), unnest($185::numeric[]), unnest($186::numeric[]), unnest($187::numeric[]), unnest($188::numeric[]), unnest($189::text[]), unnest($190::timestamptz[]), unnest($191::timestamptz[]) FROM head
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at)
SELECT count(*)::int AS fenced FROM head;
