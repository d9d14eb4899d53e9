SELECT * FROM wallet.wallets WHERE partition = $1 AND account_id = $2 AND user_id = $3 ORDER BY currency;
