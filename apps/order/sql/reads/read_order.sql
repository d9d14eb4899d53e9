SELECT * FROM "order".orders WHERE partition = $3 AND id = $1 AND user_id = $2;
