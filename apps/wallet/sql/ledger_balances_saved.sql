INSERT INTO wallet.ledger_balances (partition, kind, mode, asset, account_id, balance)
      SELECT head.partition, t.* FROM head, unnest($1::wallet.ledger_account_kind[], $2::text[], $3::text[], $4::uuid[], $5::numeric[]) AS t
      ON CONFLICT (partition, kind, mode, asset, account_id) DO UPDATE SET balance = excluded.balance;
