INSERT INTO wallet.ledger_entries
        (partition, position, line, kind, account_id, mode, asset, direction, amount, balance_after, cause, reference_id, occurred_at)
      SELECT $1, unnest($2::bigint[]), unnest($3::smallint[]), unnest($4::wallet.ledger_account_kind[]), unnest($5::uuid[]),
        unnest($6::text[]), unnest($7::text[]), unnest($8::wallet.entry_direction[]), unnest($9::numeric[]),
        unnest($10::numeric[]), unnest($11::text[]), unnest($12::uuid[]), unnest($13::timestamptz[]);
