SELECT * FROM payment.unallocated_receipts WHERE partition = $1 AND id = ANY ($2::uuid[]);
