SELECT b.kind::text AS kind, b.mode, b.asset, b.account_id, b.balance FROM wallet.ledger_balances b
      JOIN unnest($2::wallet.ledger_account_kind[], $3::text[], $4::text[], $5::uuid[]) AS t (kind, mode, asset, account_id)
        ON b.kind = t.kind AND b.mode = t.mode AND b.asset = t.asset AND b.account_id = t.account_id
      WHERE b.partition = $1;
