INSERT INTO wallet.ledger_entries
        (partition, position, line, kind, account_id, mode, asset, direction, amount, balance_after, cause, reference_id, occurred_at)
      SELECT $1, t.* FROM unnest($2::bigint[], $3::smallint[], $4::wallet.ledger_account_kind[], $5::uuid[], $6::text[], $7::text[],
        $8::wallet.entry_direction[], $9::numeric[], $10::numeric[], $11::text[], $12::uuid[], $13::timestamptz[]) AS t;
