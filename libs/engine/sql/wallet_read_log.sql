SELECT position, type, subject, key, data::text AS data, headers::text AS headers, commands::text AS commands,
          commands_hash, hash
        FROM wallet.event_log WHERE partition = $1 AND position > $2 ORDER BY position LIMIT $3;
