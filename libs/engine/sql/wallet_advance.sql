UPDATE wallet.relay_checkpoint c SET position = t.target
        FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) AS t (partition, origin, target)
        WHERE c.partition = t.partition AND c.position = t.origin RETURNING c.partition;
