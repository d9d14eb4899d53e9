INSERT INTO wallet.ledger_balances (partition, kind, mode, asset, account_id, balance)
      SELECT $1, t.* FROM unnest($2::wallet.ledger_account_kind[], $3::text[], $4::text[], $5::uuid[], $6::numeric[]) AS t
      ON CONFLICT (partition, kind, mode, asset, account_id) DO UPDATE SET balance = excluded.balance;
