INSERT INTO payment.account_view (account_id, user_id, mode) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;
