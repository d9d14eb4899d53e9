SELECT * FROM wallet.adjustments WHERE partition = $1 AND id = $2;
