SELECT user_id, mode FROM "order".trader_view WHERE account_id = $1;
