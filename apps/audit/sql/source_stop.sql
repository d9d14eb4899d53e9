UPDATE audit.audit_positions SET gap_at = last_position + 1, stop_reason = $4
      WHERE source = $1 AND source_partition = $2 AND last_position = $3;
