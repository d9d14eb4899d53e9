SELECT *, settlement_date::text AS settles_on FROM payment.deposits WHERE partition = $1 AND account_id = ANY ($2::uuid[])
  AND (status IN ('pending', 'processing', 'held') OR (status = 'cleared' AND credit IS DISTINCT FROM 'credited'));
