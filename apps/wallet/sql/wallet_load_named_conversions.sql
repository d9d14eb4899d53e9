SELECT id, account_id FROM wallet.conversions WHERE partition = $1 AND id = ANY ($2::uuid[]);
