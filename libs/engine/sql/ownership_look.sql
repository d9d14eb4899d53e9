SELECT objid::bigint AS objid FROM pg_locks
        WHERE locktype = 'advisory' AND granted AND classid = $1::int8::oid AND objsubid = 2
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database());
