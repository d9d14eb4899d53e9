INSERT INTO wallet.ledger_balances (partition, kind, mode, asset, account_id, balance)
      SELECT t.* FROM head JOIN unnest($partition::smallint[], $1::wallet.ledger_account_kind[], $2::text[], $3::text[], $4::uuid[],
        $5::numeric[]) AS t (partition) USING (partition)
      ON CONFLICT (partition, kind, mode, asset, account_id)
      DO UPDATE SET balance = ledger_balances.balance + excluded.balance;
