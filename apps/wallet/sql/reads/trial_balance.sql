WITH heads AS (
        SELECT array_agg('wallet/' || partition || '/' || position ORDER BY partition) AS positions FROM wallet.log_head),
      sums AS (
        SELECT mode, asset, kind::text AS kind, sum(debits) AS debits, sum(credits) AS credits
        FROM wallet.ledger_accounts GROUP BY mode, asset, kind)
      SELECT heads.positions, sums.* FROM heads LEFT JOIN sums ON true ORDER BY mode, asset, kind;
