SELECT * FROM payment.bank_accounts WHERE partition = $1 AND id = ANY ($2::uuid[]);
