SELECT ordinal, source, position, headers, value, error FROM wallet.parked
        WHERE partition = $1 AND aggregate = $2 ORDER BY ordinal LIMIT $3;
