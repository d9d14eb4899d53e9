SELECT * FROM "order".orders WHERE partition = $1 AND id = ANY ($2::uuid[]);
