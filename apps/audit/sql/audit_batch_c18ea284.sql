WITH head AS (UPDATE audit.log_head AS head SET position = t.position, hash = t.hash, last_time = t.last_time
    FROM unnest($6::smallint[], $1::bigint[], $2::bytea[], $3::timestamptz[], $4::bigint[], $5::uuid[])
      AS t (partition, position, hash, last_time, expected, owner)
    WHERE head.partition = t.partition AND head.position = t.expected AND head.owner = t.owner RETURNING head.partition),
log AS (INSERT INTO audit.event_log (partition, position, type, subject, key, data, headers, commands, commands_hash, time, hash)
    SELECT r.* FROM head JOIN (SELECT unnest($17::smallint[]) AS partition, unnest($7::bigint[]) AS position, unnest($8::text[]) AS type, unnest($9::uuid[]) AS subject, unnest($10::uuid[]) AS key, unnest($11::json[]) AS data, unnest($12::json[]) AS headers, unnest($13::json[]) AS commands, unnest($14::text[]) AS commands_hash, unnest($15::timestamptz[]) AS time, unnest($16::bytea[]) AS hash) AS r USING (partition)),
inbox AS (INSERT INTO audit.inbox (command_id, partition, body_hash, outcome, position)
    SELECT t.id, t.partition, t.body_hash, t.outcome, t.position
    FROM head JOIN unnest($22::smallint[], $18::uuid[], $19::bytea[], $20::json[], $21::bigint[])
      AS t (partition, id, body_hash, outcome, position) USING (partition)),
link_in AS (INSERT INTO audit.link_in (partition, source, source_partition, sequence, kafka_offset)
    SELECT t.* FROM head JOIN unnest($27::smallint[], $23::text[], $24::smallint[], $25::bigint[], $26::bigint[])
      AS t (partition) USING (partition)
    ON CONFLICT (partition, source, source_partition)
    DO UPDATE SET sequence = excluded.sequence, kafka_offset = excluded.kafka_offset),
link_out AS (INSERT INTO audit.link_out (partition, target, target_partition, sequence)
    SELECT t.* FROM head JOIN unnest($31::smallint[], $28::text[], $29::smallint[], $30::bigint[])
      AS t (partition) USING (partition)
    ON CONFLICT (partition, target, target_partition) DO UPDATE SET sequence = excluded.sequence),
claims_made AS (INSERT INTO audit.claims (scope, value, owner_id, partition)
    SELECT t.scope, t.value, t.owner_id, t.partition
    FROM head JOIN unnest($35::smallint[], $32::text[], $33::text[], $34::uuid[])
      AS t (partition, scope, value, owner_id) USING (partition) ORDER BY t.scope, t.value),
timers_cleared AS (DELETE FROM audit.timers
    USING head JOIN unnest($37::smallint[], $36::text[]) AS t (partition, id) USING (partition)
    WHERE timers.partition = t.partition AND timers.id = ANY ($36::text[]) AND timers.id = t.id),
timers_set AS (INSERT INTO audit.timers (partition, id, due_at, command)
    SELECT t.* FROM head JOIN unnest($41::smallint[], $38::text[], $39::timestamptz[], $40::json[])
      AS t (partition) USING (partition)
    ON CONFLICT (partition, id) DO UPDATE SET due_at = excluded.due_at, command = excluded.command),
parked_added AS (INSERT INTO audit.parked (partition, aggregate, ordinal, source, position, headers, value, error)
    SELECT t.* FROM head JOIN unnest($49::smallint[], $42::text[], $43::bigint[], $44::text[], $45::bigint[], $46::json[],
      $47::bytea[], $48::text[]) AS t (partition) USING (partition)),
parked_done AS (DELETE FROM audit.parked USING head
      JOIN unnest($52::smallint[], $50::text[], $51::bigint[]) AS t (partition, aggregate, ordinal) USING (partition)
    WHERE parked.partition = t.partition AND parked.aggregate = ANY ($50::text[])
      AND parked.aggregate = t.aggregate AND parked.ordinal = t.ordinal)
SELECT partition FROM head;
