SELECT * FROM payment.unallocated_receipts WHERE partition = $1 AND account_id = ANY ($2::uuid[]) AND status = 'open';
