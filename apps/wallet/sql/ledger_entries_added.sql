INSERT INTO wallet.ledger_entries
      (partition, position, line, kind, account_id, mode, asset, direction, amount, balance_after, cause, reference_id, occurred_at)
    SELECT r.partition, r.position, r.line, r.kind, r.account_id, r.mode, r.asset, r.direction, r.amount,
      coalesce((SELECT b.balance FROM wallet.ledger_balances b WHERE b.partition = r.partition AND b.kind = r.kind
          AND b.mode = r.mode AND b.asset = r.asset AND b.account_id = coalesce(r.account_id, '00000000-0000-0000-0000-000000000000')), 0)
        + sum(CASE r.direction WHEN 'credit' THEN r.amount ELSE -r.amount END)
          OVER (PARTITION BY r.partition, r.kind, r.mode, r.asset, r.account_id ORDER BY r.position, r.line),
      r.cause, r.reference_id, r.occurred_at
    FROM head JOIN (SELECT unnest($partition::smallint[]) AS partition, unnest($1::bigint[]) AS position, unnest($2::smallint[]) AS line, unnest($3::wallet.ledger_account_kind[]) AS kind, unnest($4::uuid[]) AS account_id, unnest($5::text[]) AS mode, unnest($6::text[]) AS asset, unnest($7::wallet.entry_direction[]) AS direction, unnest($8::numeric[]) AS amount, unnest($9::text[]) AS cause, unnest($10::uuid[]) AS reference_id, unnest($11::timestamptz[]) AS occurred_at) AS r USING (partition);
