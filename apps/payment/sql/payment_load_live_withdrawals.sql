SELECT w.*, p.id AS payout_id, p.attempt, p.status AS payout_status, p.provider_reference, p.raw_code,
  p.submitted_at, p.settled_at
  FROM payment.withdrawals w LEFT JOIN payment.payouts p ON p.partition = w.partition AND p.withdrawal_id = w.id
  WHERE w.partition = $1 AND w.account_id = ANY ($2::uuid[])
  AND (w.status NOT IN ('completed', 'rejected', 'cancelled', 'failed') OR w.hold_since IS NOT NULL);
