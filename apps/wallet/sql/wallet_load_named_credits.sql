SELECT id, account_id, currency, gross, fee, status, mur_amount, fx_rate, fx_source, fx_quoted_at, fx_stale FROM wallet.credits WHERE partition = $1 AND id = ANY ($2::uuid[]);
