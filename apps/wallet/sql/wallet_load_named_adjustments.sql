SELECT id, account_id, asset, amount, unit_cost, against, reason, evidence, status, command_hash, proposed_by, decided_by,
  decided_at FROM wallet.adjustments WHERE partition = $1 AND id = ANY ($2::uuid[]);
