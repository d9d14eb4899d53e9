SELECT id, gate, payouts_held FROM payment.accounts WHERE partition = $1 AND id = ANY ($2::uuid[]);
