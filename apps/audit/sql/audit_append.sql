WITH moved AS (
  UPDATE audit.audit_positions AS p
  SET last_position = s.reached, count = s.reached, tree_size = s.reached, last_hash = s.hash, root = s.root,
    frontier = s.frontier, kafka_offset = s.kafka_offset, last_event_at = s.last_event_at, gap_at = NULL, stop_reason = NULL
  FROM unnest($1::text[], $2::smallint[], $3::bigint[], $4::bigint[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bigint[],
    $9::timestamptz[]) WITH ORDINALITY
    AS s (source, source_partition, expected, reached, hash, root, frontier, kafka_offset, last_event_at, number)
  WHERE p.source = s.source AND p.source_partition = s.source_partition AND p.last_position = s.expected
  RETURNING s.number::int, s.expected, p.source, p.source_partition
), requests AS (
  INSERT INTO audit.audit_requests (command_id, recorded_at)
  SELECT r.command_id, $10::timestamptz FROM unnest($11::int[], $12::uuid[]) AS r (source_number, command_id)
  JOIN moved ON moved.number = r.source_number
), recorded AS (
  INSERT INTO audit.audit_log (recorded_at, occurred_at, source_position, source_partition, event_category, severity, user_id,
    admin_id, request_id, source, event_type, subject, actor_kind, actor_id, traceparent, data_hash, leaf_hash, chain_hash,
    commands_hash, headers, entry, data)
  SELECT $10, ($13::timestamptz[])[r.time], moved.expected + r.step, moved.source_partition,
    ($14::audit.event_category[])[r.type], ($15::audit.severity[])[r.type],
    CASE WHEN r.flags & 4 <> 0 THEN r.actor_id::uuid END, CASE WHEN r.flags & 8 <> 0 THEN r.actor_id::uuid END,
    r.request_id, moved.source, ($16::text[])[r.type], r.subject, ($17::text[])[r.actor_kind], r.actor_id, r.traceparent,
    substring($18::bytea FROM r.start FOR 32), substring($18 FROM r.start + 32 FOR 32),
    CASE WHEN r.flags & 1 <> 0 THEN substring($18 FROM r.start + 64 FOR 32) END,
    CASE WHEN r.flags & 2 <> 0 THEN substring($18 FROM r.start + 96 FOR 32) END,
    ($19::json[])[r.headers],
    substring($18 FROM r.start + 128 FOR r.entry_length), substring($18 FROM r.start + 128 + r.entry_length FOR r.data_length)
  FROM (
    SELECT unnest($20::int[]) AS source_number, unnest($21::int[]) AS step, unnest($22::int[]) AS type, unnest($23::int[]) AS time,
      unnest($24::int[]) AS actor_kind, unnest($25::int[]) AS flags, unnest($26::int[]) AS headers, unnest($27::int[]) AS start,
      unnest($28::int[]) AS entry_length, unnest($29::int[]) AS data_length, unnest($30::text[]) AS subject,
      unnest($31::text[]) AS actor_id, unnest($32::text[]) AS traceparent, unnest($33::uuid[]) AS request_id
  ) AS r
  JOIN moved ON moved.number = r.source_number
)
SELECT number FROM moved;
