SELECT min(due_at) AS due_at FROM wallet.timers WHERE partition = $1 AND due_at > $2::timestamptz;
