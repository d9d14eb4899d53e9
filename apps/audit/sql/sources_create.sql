INSERT INTO audit.audit_positions (source, source_partition, partition, last_hash, root, frontier)
      SELECT * FROM unnest($1::text[], $2::smallint[], $3::smallint[], $4::bytea[], $5::bytea[], $6::bytea[]) ON CONFLICT DO NOTHING;
