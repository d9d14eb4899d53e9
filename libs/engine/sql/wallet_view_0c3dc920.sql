WITH head AS (UPDATE wallet.source_position AS s SET position = t.position, hash = t.hash, kafka_offset = t.kafka_offset
        FROM unnest($5::smallint[], $1::bigint[], $2::bytea[], $3::bigint[], $4::bigint[])
          AS t (partition, position, hash, kafka_offset, expected)
        WHERE s.consumer = 'view' AND s.source = 'order' AND s.source_partition = t.partition
          AND s.position = t.expected RETURNING s.source_partition AS partition)
SELECT partition FROM head;
