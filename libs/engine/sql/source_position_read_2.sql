SELECT position, hash, kafka_offset FROM wallet.source_position
        WHERE consumer = $1 AND source = $2 AND source_partition = $3;
