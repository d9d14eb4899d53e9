INSERT INTO wallet.source_position (consumer, source, source_partition, position, hash, kafka_offset)
        VALUES ($1, $2, $3, 0, $4, -1) ON CONFLICT DO NOTHING;
