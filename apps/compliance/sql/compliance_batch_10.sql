WITH head AS (UPDATE compliance.log_head SET position = $1::bigint, hash = $2::bytea, last_time = $3::timestamptz
    WHERE partition = $4::smallint AND position = $5::bigint AND owner = $6::uuid RETURNING partition),
log AS (INSERT INTO compliance.event_log (partition, position, type, subject, key, data, headers, commands, commands_hash, time, hash)
    SELECT head.partition, unnest($7::bigint[]), unnest($8::text[]), unnest($9::uuid[]), unnest($10::uuid[]), unnest($11::json[]), unnest($12::json[]), unnest($13::json[]), unnest($14::text[]), unnest($15::timestamptz[]), unnest($16::bytea[]) FROM head),
inbox AS (INSERT INTO compliance.inbox (command_id, partition, body_hash, outcome, position)
    SELECT t.id, head.partition, t.body_hash, t.outcome, t.position
    FROM head, unnest($17::uuid[], $18::bytea[], $19::json[], $20::bigint[]) AS t (id, body_hash, outcome, position)),
link_in AS (INSERT INTO compliance.link_in (partition, source, source_partition, sequence, kafka_offset)
    SELECT head.partition, t.* FROM head, unnest($21::text[], $22::smallint[], $23::bigint[], $24::bigint[]) AS t
    ON CONFLICT (partition, source, source_partition)
    DO UPDATE SET sequence = excluded.sequence, kafka_offset = excluded.kafka_offset),
link_out AS (INSERT INTO compliance.link_out (partition, target, target_partition, sequence)
    SELECT head.partition, t.* FROM head, unnest($25::text[], $26::smallint[], $27::bigint[]) AS t
    ON CONFLICT (partition, target, target_partition) DO UPDATE SET sequence = excluded.sequence),
timers_cleared AS (DELETE FROM compliance.timers USING head WHERE timers.partition = head.partition AND timers.id = ANY ($28::text[])),
timers_set AS (INSERT INTO compliance.timers (partition, id, due_at, command)
    SELECT head.partition, t.* FROM head, unnest($29::text[], $30::timestamptz[], $31::json[]) AS t
    ON CONFLICT (partition, id) DO UPDATE SET due_at = excluded.due_at, command = excluded.command),
subjects AS (INSERT INTO compliance.subjects (partition, id, position, names, date_of_birth, nationality, residence, cdd)
    SELECT head.partition, r.id, r.position, r.names, r.date_of_birth, r.nationality, r.residence, r.cdd
    FROM head, json_populate_recordset(NULL::compliance.subjects, $32::json) AS r
    ON CONFLICT (partition, id) DO UPDATE SET updated_at = now(),
      position = excluded.position, names = excluded.names, date_of_birth = excluded.date_of_birth, nationality = excluded.nationality, residence = excluded.residence, cdd = excluded.cdd),
account_view AS (INSERT INTO compliance.account_view (partition, id, position, user_id, mode)
    SELECT head.partition, r.id, r.position, r.user_id, r.mode
    FROM head, json_populate_recordset(NULL::compliance.account_view, $33::json) AS r
    ON CONFLICT (partition, id) DO UPDATE SET updated_at = now(),
      position = excluded.position, user_id = excluded.user_id, mode = excluded.mode),
aml_checks AS (INSERT INTO compliance.aml_checks (partition, id, position, owner_id, subject_kind, subject_id, trigger, reference_id, check_status, query, requested_at)
    SELECT head.partition, r.id, r.position, r.owner_id, r.subject_kind, r.subject_id, r.trigger, r.reference_id, r.check_status, r.query, r.requested_at
    FROM head, json_populate_recordset(NULL::compliance.aml_checks, $34::json) AS r
    ON CONFLICT (partition, id) DO UPDATE SET updated_at = now(),
      position = excluded.position, owner_id = excluded.owner_id, subject_kind = excluded.subject_kind, subject_id = excluded.subject_id, trigger = excluded.trigger, reference_id = excluded.reference_id, check_status = excluded.check_status, query = excluded.query, requested_at = excluded.requested_at)
SELECT count(*)::int AS fenced FROM head;
