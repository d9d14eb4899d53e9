SELECT user_id FROM wallet.accounts WHERE partition = $1 AND id = $2;
