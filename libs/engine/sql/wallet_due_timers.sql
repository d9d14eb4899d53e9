SELECT id, due_at, command::text AS command FROM wallet.timers
        WHERE partition = $1 AND due_at <= $2::timestamptz ORDER BY due_at LIMIT $3;
