SELECT *, settlement_date::text AS settles_on FROM payment.deposits WHERE partition = $1 AND id = ANY ($2::uuid[]);
