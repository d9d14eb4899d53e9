WITH head AS (UPDATE audit.log_head SET position = $1::bigint, hash = $2::bytea, last_time = $3::timestamptz
    WHERE partition = $4::smallint AND position = $5::bigint AND owner = $6::uuid RETURNING partition),
log AS (INSERT INTO audit.event_log (partition, position, type, subject, key, data, headers, commands, commands_hash, time, hash)
    SELECT head.partition, unnest($7::bigint[]), unnest($8::text[]), unnest($9::uuid[]), unnest($10::uuid[]), unnest($11::json[]), unnest($12::json[]), unnest($13::json[]), unnest($14::text[]), unnest($15::timestamptz[]), unnest($16::bytea[]) FROM head),
inbox AS (INSERT INTO audit.inbox (command_id, partition, body_hash, outcome, position)
    SELECT t.id, head.partition, t.body_hash, t.outcome, t.position
    FROM head, unnest($17::uuid[], $18::bytea[], $19::json[], $20::bigint[]) AS t (id, body_hash, outcome, position)),
link_in AS (INSERT INTO audit.link_in (partition, source, source_partition, sequence, kafka_offset)
    SELECT head.partition, t.* FROM head, unnest($21::text[], $22::smallint[], $23::bigint[], $24::bigint[]) AS t
    ON CONFLICT (partition, source, source_partition)
    DO UPDATE SET sequence = excluded.sequence, kafka_offset = excluded.kafka_offset),
link_out AS (INSERT INTO audit.link_out (partition, target, target_partition, sequence)
    SELECT head.partition, t.* FROM head, unnest($25::text[], $26::smallint[], $27::bigint[]) AS t
    ON CONFLICT (partition, target, target_partition) DO UPDATE SET sequence = excluded.sequence),
claims_made AS (INSERT INTO audit.claims (scope, value, owner_id, partition)
    SELECT t.scope, t.value, t.owner_id, head.partition
    FROM head, unnest($28::text[], $29::text[], $30::uuid[]) AS t (scope, value, owner_id) ORDER BY t.scope, t.value),
timers_cleared AS (DELETE FROM audit.timers USING head WHERE timers.partition = head.partition AND timers.id = ANY ($31::text[])),
timers_set AS (INSERT INTO audit.timers (partition, id, due_at, command)
    SELECT head.partition, t.* FROM head, unnest($32::text[], $33::timestamptz[], $34::json[]) AS t
    ON CONFLICT (partition, id) DO UPDATE SET due_at = excluded.due_at, command = excluded.command),
parked_added AS (INSERT INTO audit.parked (partition, aggregate, ordinal, source, position, headers, value, error)
    SELECT head.partition, t.* FROM head, unnest($35::text[], $36::bigint[], $37::text[], $38::bigint[], $39::json[], $40::bytea[], $41::text[]) AS t),
parked_done AS (DELETE FROM audit.parked USING head, unnest($42::text[], $43::bigint[]) AS t (aggregate, ordinal)
    WHERE parked.partition = head.partition AND parked.aggregate = ANY ($42::text[])
      AND parked.aggregate = t.aggregate AND parked.ordinal = t.ordinal)
SELECT count(*)::int AS fenced FROM head;
