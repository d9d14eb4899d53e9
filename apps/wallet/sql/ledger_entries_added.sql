INSERT INTO wallet.ledger_entries
      (partition, position, line, kind, account_id, mode, asset, direction, amount, balance_after, cause, reference_id, occurred_at)
    SELECT head.partition, unnest($1::bigint[]), unnest($2::smallint[]), unnest($3::wallet.ledger_account_kind[]), unnest($4::uuid[]),
      unnest($5::text[]), unnest($6::text[]), unnest($7::wallet.entry_direction[]), unnest($8::numeric[]),
      unnest($9::numeric[]), unnest($10::text[]), unnest($11::uuid[]), unnest($12::timestamptz[]) FROM head;
