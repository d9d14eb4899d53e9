INSERT INTO "order".trader_view (account_id, user_id, mode) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;
