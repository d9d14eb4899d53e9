SELECT source, source_partition, partition, last_position, last_hash, root, frontier, kafka_offset, stop_reason FROM audit.audit_positions WHERE partition = $1;
