WITH head AS (INSERT INTO wallet.source_position AS s (consumer, source, source_partition, position, hash, kafka_offset)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (consumer, source, source_partition)
        DO UPDATE SET position = excluded.position, hash = excluded.hash, kafka_offset = excluded.kafka_offset
        WHERE s.position = $7 RETURNING s.source_partition AS partition)
SELECT partition FROM head;
