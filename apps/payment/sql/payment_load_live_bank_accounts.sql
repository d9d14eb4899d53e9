SELECT * FROM payment.bank_accounts WHERE partition = $1 AND account_id = ANY ($2::uuid[]) AND status NOT IN ('removed', 'rejected');
