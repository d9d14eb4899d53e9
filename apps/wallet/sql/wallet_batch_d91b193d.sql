WITH head AS (UPDATE wallet.log_head AS head SET position = t.position, hash = t.hash, last_time = t.last_time
    FROM unnest($6::smallint[], $1::bigint[], $2::bytea[], $3::timestamptz[], $4::bigint[], $5::uuid[])
      AS t (partition, position, hash, last_time, expected, owner)
    WHERE head.partition = t.partition AND head.position = t.expected AND head.owner = t.owner RETURNING head.partition),
log AS (INSERT INTO wallet.event_log (partition, position, type, subject, key, data, headers, commands, commands_hash, time, hash)
    SELECT r.* FROM head JOIN (SELECT unnest($17::smallint[]) AS partition, unnest($7::bigint[]) AS position, unnest($8::text[]) AS type, unnest($9::uuid[]) AS subject, unnest($10::uuid[]) AS key, unnest($11::json[]) AS data, unnest($12::json[]) AS headers, unnest($13::json[]) AS commands, unnest($14::text[]) AS commands_hash, unnest($15::timestamptz[]) AS time, unnest($16::bytea[]) AS hash) AS r USING (partition)),
inbox AS (INSERT INTO wallet.inbox (command_id, partition, body_hash, outcome, position)
    SELECT t.id, t.partition, t.body_hash, t.outcome, t.position
    FROM head JOIN unnest($22::smallint[], $18::uuid[], $19::bytea[], $20::json[], $21::bigint[])
      AS t (partition, id, body_hash, outcome, position) USING (partition)),
link_in AS (INSERT INTO wallet.link_in (partition, source, source_partition, sequence, kafka_offset)
    SELECT t.* FROM head JOIN unnest($27::smallint[], $23::text[], $24::smallint[], $25::bigint[], $26::bigint[])
      AS t (partition) USING (partition)
    ON CONFLICT (partition, source, source_partition)
    DO UPDATE SET sequence = excluded.sequence, kafka_offset = excluded.kafka_offset),
link_out AS (INSERT INTO wallet.link_out (partition, target, target_partition, sequence)
    SELECT t.* FROM head JOIN unnest($31::smallint[], $28::text[], $29::smallint[], $30::bigint[])
      AS t (partition) USING (partition)
    ON CONFLICT (partition, target, target_partition) DO UPDATE SET sequence = excluded.sequence),
claims_made AS (INSERT INTO wallet.claims (scope, value, owner_id, partition)
    SELECT t.scope, t.value, t.owner_id, t.partition
    FROM head JOIN unnest($35::smallint[], $32::text[], $33::text[], $34::uuid[])
      AS t (partition, scope, value, owner_id) USING (partition) ORDER BY t.scope, t.value),
timers_cleared AS (DELETE FROM wallet.timers
    USING head JOIN unnest($37::smallint[], $36::text[]) AS t (partition, id) USING (partition)
    WHERE timers.partition = t.partition AND timers.id = ANY ($36::text[]) AND timers.id = t.id),
timers_set AS (INSERT INTO wallet.timers (partition, id, due_at, command)
    SELECT t.* FROM head JOIN unnest($41::smallint[], $38::text[], $39::timestamptz[], $40::json[])
      AS t (partition) USING (partition)
    ON CONFLICT (partition, id) DO UPDATE SET due_at = excluded.due_at, command = excluded.command),
parked_added AS (INSERT INTO wallet.parked (partition, aggregate, ordinal, source, position, headers, value, error)
    SELECT t.* FROM head JOIN unnest($49::smallint[], $42::text[], $43::bigint[], $44::text[], $45::bigint[], $46::json[],
      $47::bytea[], $48::text[]) AS t (partition) USING (partition)),
parked_done AS (DELETE FROM wallet.parked USING head
      JOIN unnest($52::smallint[], $50::text[], $51::bigint[]) AS t (partition, aggregate, ordinal) USING (partition)
    WHERE parked.partition = t.partition AND parked.aggregate = ANY ($50::text[])
      AND parked.aggregate = t.aggregate AND parked.ordinal = t.ordinal),
accounts_saved AS (INSERT INTO wallet.accounts (partition, id, position, updated_at, user_id, kind, kind_version, mode, status, restrictions, limits, volume_day, volume_on, withdrawn_day, withdrawn_month, withdrawn_on, closed_at)
    SELECT r.* FROM head JOIN (SELECT unnest($69::smallint[]) AS partition, unnest($53::uuid[]) AS id, unnest($54::bigint[]) AS position, unnest($55::timestamptz[]) AS updated_at, unnest($56::uuid[]) AS user_id, unnest($57::text[]) AS kind, unnest($58::integer[]) AS kind_version, unnest($59::text[]) AS mode, unnest($60::wallet.wallet_account_status[]) AS status, unnest($61::jsonb[]) AS restrictions, unnest($62::jsonb[]) AS limits, unnest($63::numeric[]) AS volume_day, unnest($64::date[]) AS volume_on, unnest($65::numeric[]) AS withdrawn_day, unnest($66::numeric[]) AS withdrawn_month, unnest($67::date[]) AS withdrawn_on, unnest($68::timestamptz[]) AS closed_at) AS r USING (partition)
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, kind = excluded.kind, kind_version = excluded.kind_version, status = excluded.status, restrictions = excluded.restrictions, limits = excluded.limits, volume_day = excluded.volume_day, volume_on = excluded.volume_on, withdrawn_day = excluded.withdrawn_day, withdrawn_month = excluded.withdrawn_month, withdrawn_on = excluded.withdrawn_on, closed_at = excluded.closed_at),
wallets_saved AS (INSERT INTO wallet.wallets (partition, account_id, user_id, mode, currency, position, updated_at, available_balance, reserved_balance, total_balance, unsettled_balance, wallet_version, last_transaction_at)
    SELECT r.* FROM head JOIN (SELECT unnest($82::smallint[]) AS partition, unnest($70::uuid[]) AS account_id, unnest($71::uuid[]) AS user_id, unnest($72::text[]) AS mode, unnest($73::text[]) AS currency, unnest($74::bigint[]) AS position, unnest($75::timestamptz[]) AS updated_at, unnest($76::numeric[]) AS available_balance, unnest($77::numeric[]) AS reserved_balance, unnest($78::numeric[]) AS total_balance, unnest($79::numeric[]) AS unsettled_balance, unnest($80::bigint[]) AS wallet_version, unnest($81::timestamptz[]) AS last_transaction_at) AS r USING (partition)
    ON CONFLICT (partition, account_id, currency) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, available_balance = excluded.available_balance, reserved_balance = excluded.reserved_balance, total_balance = excluded.total_balance, unsettled_balance = excluded.unsettled_balance, wallet_version = excluded.wallet_version, last_transaction_at = excluded.last_transaction_at),
holdings_saved AS (INSERT INTO wallet.holdings (partition, account_id, user_id, mode, asset_id, position, updated_at, quantity, reserved_quantity, average_purchase_price, total_invested, realized_pnl, last_updated_at)
    SELECT r.* FROM head JOIN (SELECT unnest($95::smallint[]) AS partition, unnest($83::uuid[]) AS account_id, unnest($84::uuid[]) AS user_id, unnest($85::text[]) AS mode, unnest($86::uuid[]) AS asset_id, unnest($87::bigint[]) AS position, unnest($88::timestamptz[]) AS updated_at, unnest($89::numeric[]) AS quantity, unnest($90::numeric[]) AS reserved_quantity, unnest($91::numeric[]) AS average_purchase_price, unnest($92::numeric[]) AS total_invested, unnest($93::numeric[]) AS realized_pnl, unnest($94::timestamptz[]) AS last_updated_at) AS r USING (partition)
    ON CONFLICT (partition, account_id, asset_id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, quantity = excluded.quantity, reserved_quantity = excluded.reserved_quantity, average_purchase_price = excluded.average_purchase_price, total_invested = excluded.total_invested, realized_pnl = excluded.realized_pnl, last_updated_at = excluded.last_updated_at),
reservations_saved AS (INSERT INTO wallet.reservations (partition, id, position, updated_at, account_id, purpose, asset, asset_id, quantity, filled_quantity, amount, drawn_amount, legs, usd_value, reserved_on, increments, status, closed_at)
    SELECT r.* FROM head JOIN (SELECT unnest($113::smallint[]) AS partition, unnest($96::uuid[]) AS id, unnest($97::bigint[]) AS position, unnest($98::timestamptz[]) AS updated_at, unnest($99::uuid[]) AS account_id, unnest($100::wallet.reservation_purpose[]) AS purpose, unnest($101::text[]) AS asset, unnest($102::uuid[]) AS asset_id, unnest($103::numeric[]) AS quantity, unnest($104::numeric[]) AS filled_quantity, unnest($105::numeric[]) AS amount, unnest($106::numeric[]) AS drawn_amount, unnest($107::integer[]) AS legs, unnest($108::numeric[]) AS usd_value, unnest($109::date[]) AS reserved_on, unnest($110::jsonb[]) AS increments, unnest($111::wallet.reservation_status[]) AS status, unnest($112::timestamptz[]) AS closed_at) AS r USING (partition)
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, quantity = excluded.quantity, filled_quantity = excluded.filled_quantity, amount = excluded.amount, drawn_amount = excluded.drawn_amount, legs = excluded.legs, usd_value = excluded.usd_value, increments = excluded.increments, status = excluded.status, closed_at = excluded.closed_at),
open_items_saved AS (INSERT INTO wallet.open_items (partition, trade_id, side, asset, position, updated_at, account_id, amount, opened_at, closed_at)
    SELECT r.* FROM head JOIN (SELECT unnest($123::smallint[]) AS partition, unnest($114::uuid[]) AS trade_id, unnest($115::text[]) AS side, unnest($116::text[]) AS asset, unnest($117::bigint[]) AS position, unnest($118::timestamptz[]) AS updated_at, unnest($119::uuid[]) AS account_id, unnest($120::numeric[]) AS amount, unnest($121::timestamptz[]) AS opened_at, unnest($122::timestamptz[]) AS closed_at) AS r USING (partition)
    ON CONFLICT (partition, trade_id, side, asset) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, closed_at = excluded.closed_at),
maturities_added AS (INSERT INTO wallet.maturities (partition, execution_ref, position, updated_at, account_id, currency, amount, matures_on)
    SELECT r.* FROM head JOIN (SELECT unnest($131::smallint[]) AS partition, unnest($124::text[]) AS execution_ref, unnest($125::bigint[]) AS position, unnest($126::timestamptz[]) AS updated_at, unnest($127::uuid[]) AS account_id, unnest($128::text[]) AS currency, unnest($129::numeric[]) AS amount, unnest($130::date[]) AS matures_on) AS r USING (partition)),
maturities_closed AS (UPDATE wallet.maturities AS m SET matured_at = t.at, updated_at = t.at, position = t.position
    FROM head JOIN unnest($137::smallint[], $132::uuid[], $133::text[], $134::date[], $135::bigint[], $136::timestamptz[])
      AS t (partition, account_id, currency, matures_on, position, at) USING (partition)
    WHERE m.partition = t.partition AND m.account_id = ANY ($132::uuid[]) AND m.account_id = t.account_id
      AND m.currency = t.currency AND m.matures_on = t.matures_on AND m.matured_at IS NULL),
ledger_clients_saved AS (INSERT INTO wallet.ledger_accounts (partition, kind, mode, asset, account_id, position, updated_at, debits, credits)
    SELECT r.* FROM head JOIN (SELECT unnest($146::smallint[]) AS partition, unnest($138::wallet.ledger_account_kind[]) AS kind, unnest($139::text[]) AS mode, unnest($140::text[]) AS asset, unnest($141::uuid[]) AS account_id, unnest($142::bigint[]) AS position, unnest($143::timestamptz[]) AS updated_at, unnest($144::numeric[]) AS debits, unnest($145::numeric[]) AS credits) AS r USING (partition)
    ON CONFLICT (partition, kind, mode, asset, account_id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, debits = excluded.debits, credits = excluded.credits),
ledger_house_moved AS (INSERT INTO wallet.ledger_accounts (partition, kind, mode, asset, account_id, debits, credits, position, updated_at)
    SELECT t.* FROM head JOIN unnest($155::smallint[], $147::wallet.ledger_account_kind[], $148::text[], $149::text[], $150::uuid[],
      $151::numeric[], $152::numeric[], $153::bigint[], $154::timestamptz[]) AS t (partition) USING (partition)
    ON CONFLICT (partition, kind, mode, asset, account_id) DO UPDATE SET debits = ledger_accounts.debits + excluded.debits,
      credits = ledger_accounts.credits + excluded.credits, position = excluded.position, updated_at = excluded.updated_at),
ledger_transactions_added AS (INSERT INTO wallet.ledger_transactions (partition, position, mode, asset, debits, credits, cause, mur_amount, fx_rate, fx_source, fx_quoted_at, fx_stale, occurred_at)
    SELECT r.* FROM head JOIN (SELECT unnest($168::smallint[]) AS partition, unnest($156::bigint[]) AS position, unnest($157::text[]) AS mode, unnest($158::text[]) AS asset, unnest($159::numeric[]) AS debits, unnest($160::numeric[]) AS credits, unnest($161::text[]) AS cause, unnest($162::numeric[]) AS mur_amount, unnest($163::numeric[]) AS fx_rate, unnest($164::text[]) AS fx_source, unnest($165::timestamptz[]) AS fx_quoted_at, unnest($166::boolean[]) AS fx_stale, unnest($167::timestamptz[]) AS occurred_at) AS r USING (partition)),
credits_saved AS (INSERT INTO wallet.credits (partition, id, position, updated_at, account_id, currency, gross, fee, status, mur_amount, fx_rate, fx_source, fx_quoted_at, fx_stale)
    SELECT r.* FROM head JOIN (SELECT unnest($182::smallint[]) AS partition, unnest($169::uuid[]) AS id, unnest($170::bigint[]) AS position, unnest($171::timestamptz[]) AS updated_at, unnest($172::uuid[]) AS account_id, unnest($173::text[]) AS currency, unnest($174::numeric[]) AS gross, unnest($175::numeric[]) AS fee, unnest($176::wallet.credit_status[]) AS status, unnest($177::numeric[]) AS mur_amount, unnest($178::numeric[]) AS fx_rate, unnest($179::text[]) AS fx_source, unnest($180::timestamptz[]) AS fx_quoted_at, unnest($181::boolean[]) AS fx_stale) AS r USING (partition)
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, status = excluded.status),
adjustments_saved AS (INSERT INTO wallet.adjustments (partition, id, position, updated_at, account_id, asset, amount, unit_cost, against, reason, evidence, status, command_hash, proposed_by, decided_by, decided_at)
    SELECT r.* FROM head JOIN (SELECT unnest($198::smallint[]) AS partition, unnest($183::uuid[]) AS id, unnest($184::bigint[]) AS position, unnest($185::timestamptz[]) AS updated_at, unnest($186::uuid[]) AS account_id, unnest($187::text[]) AS asset, unnest($188::numeric[]) AS amount, unnest($189::numeric[]) AS unit_cost, unnest($190::text[]) AS against, unnest($191::text[]) AS reason, unnest($192::text[]) AS evidence, unnest($193::wallet.adjustment_status[]) AS status, unnest($194::text[]) AS command_hash, unnest($195::uuid[]) AS proposed_by, unnest($196::uuid[]) AS decided_by, unnest($197::timestamptz[]) AS decided_at) AS r USING (partition)
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at, status = excluded.status, decided_by = excluded.decided_by, decided_at = excluded.decided_at),
conversions_saved AS (INSERT INTO wallet.conversions (partition, id, position, updated_at, account_id, user_id, from_currency, to_currency, amount, converted, spread_percent, rate, rate_source, rate_quoted_at, converted_at)
    SELECT r.* FROM head JOIN (SELECT unnest($213::smallint[]) AS partition, unnest($199::uuid[]) AS id, unnest($200::bigint[]) AS position, unnest($201::timestamptz[]) AS updated_at, unnest($202::uuid[]) AS account_id, unnest($203::uuid[]) AS user_id, unnest($204::text[]) AS from_currency, unnest($205::text[]) AS to_currency, unnest($206::numeric[]) AS amount, unnest($207::numeric[]) AS converted, unnest($208::numeric[]) AS spread_percent, unnest($209::numeric[]) AS rate, unnest($210::text[]) AS rate_source, unnest($211::timestamptz[]) AS rate_quoted_at, unnest($212::timestamptz[]) AS converted_at) AS r USING (partition)
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at)
SELECT partition FROM head;
