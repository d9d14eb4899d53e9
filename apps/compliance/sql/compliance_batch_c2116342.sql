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
claims_made AS (INSERT INTO compliance.claims (scope, value, owner_id, partition)
    SELECT t.scope, t.value, t.owner_id, head.partition
    FROM head, unnest($28::text[], $29::text[], $30::uuid[]) AS t (scope, value, owner_id) ORDER BY t.scope, t.value),
timers_cleared AS (DELETE FROM compliance.timers USING head WHERE timers.partition = head.partition AND timers.id = ANY ($31::text[])),
timers_set AS (INSERT INTO compliance.timers (partition, id, due_at, command)
    SELECT head.partition, t.* FROM head, unnest($32::text[], $33::timestamptz[], $34::json[]) AS t
    ON CONFLICT (partition, id) DO UPDATE SET due_at = excluded.due_at, command = excluded.command),
parked_added AS (INSERT INTO compliance.parked (partition, aggregate, ordinal, source, position, headers, value, error)
    SELECT head.partition, t.* FROM head, unnest($35::text[], $36::bigint[], $37::text[], $38::bigint[], $39::json[], $40::bytea[], $41::text[]) AS t),
parked_done AS (DELETE FROM compliance.parked USING head, unnest($42::text[], $43::bigint[]) AS t (aggregate, ordinal)
    WHERE parked.partition = head.partition AND parked.aggregate = ANY ($42::text[])
      AND parked.aggregate = t.aggregate AND parked.ordinal = t.ordinal),
subjects AS (INSERT INTO compliance.subjects (partition, id, position, names, date_of_birth, nationality, residence, cdd, user_status, risk_level)
    SELECT head.partition, r.id, r.position, r.names, r.date_of_birth, r.nationality, r.residence, r.cdd, r.user_status, r.risk_level
    FROM head, json_populate_recordset(NULL::compliance.subjects, $44::json) AS r
    ON CONFLICT (partition, id) DO UPDATE SET updated_at = now(),
      position = excluded.position, names = excluded.names, date_of_birth = excluded.date_of_birth, nationality = excluded.nationality, residence = excluded.residence, cdd = excluded.cdd, user_status = excluded.user_status, risk_level = excluded.risk_level),
account_view AS (INSERT INTO compliance.account_view (partition, id, position, user_id, mode)
    SELECT head.partition, r.id, r.position, r.user_id, r.mode
    FROM head, json_populate_recordset(NULL::compliance.account_view, $45::json) AS r
    ON CONFLICT (partition, id) DO UPDATE SET updated_at = now(),
      position = excluded.position, user_id = excluded.user_id, mode = excluded.mode),
kyc_cases AS (INSERT INTO compliance.kyc_cases (partition, id, position, user_id, cycle, status, admin_approval_status, attempts, attempts_max, current_session_id, wanted_session_id, wanted_provider, submitted_at, four_eyes_required, first_approved_by, first_senior, first_approved_at, approved_by, rejected_by, decided_at, rejection_reason, approved_identity, document_expires_on, review_due_on, grace_ends_on, review, review_due)
    SELECT head.partition, r.id, r.position, r.user_id, r.cycle, r.status, r.admin_approval_status, r.attempts, r.attempts_max, r.current_session_id, r.wanted_session_id, r.wanted_provider, r.submitted_at, r.four_eyes_required, r.first_approved_by, r.first_senior, r.first_approved_at, r.approved_by, r.rejected_by, r.decided_at, r.rejection_reason, r.approved_identity, r.document_expires_on, r.review_due_on, r.grace_ends_on, r.review, r.review_due
    FROM head, json_populate_recordset(NULL::compliance.kyc_cases, $46::json) AS r
    ON CONFLICT (partition, id) DO UPDATE SET updated_at = now(),
      position = excluded.position, user_id = excluded.user_id, cycle = excluded.cycle, status = excluded.status, admin_approval_status = excluded.admin_approval_status, attempts = excluded.attempts, attempts_max = excluded.attempts_max, current_session_id = excluded.current_session_id, wanted_session_id = excluded.wanted_session_id, wanted_provider = excluded.wanted_provider, submitted_at = excluded.submitted_at, four_eyes_required = excluded.four_eyes_required, first_approved_by = excluded.first_approved_by, first_senior = excluded.first_senior, first_approved_at = excluded.first_approved_at, approved_by = excluded.approved_by, rejected_by = excluded.rejected_by, decided_at = excluded.decided_at, rejection_reason = excluded.rejection_reason, approved_identity = excluded.approved_identity, document_expires_on = excluded.document_expires_on, review_due_on = excluded.review_due_on, grace_ends_on = excluded.grace_ends_on, review = excluded.review, review_due = excluded.review_due),
kyc_sessions AS (INSERT INTO compliance.kyc_sessions (partition, id, position, case_id, user_id, provider, didit_session_id, status, provider_status, workflow_id, workflow_version, verification_data, document_key, document_expires_on, duplicate, decision_fetched_at, provider_updated_at, url, attempt, started_at)
    SELECT head.partition, r.id, r.position, r.case_id, r.user_id, r.provider, r.didit_session_id, r.status, r.provider_status, r.workflow_id, r.workflow_version, r.verification_data, r.document_key, r.document_expires_on, r.duplicate, r.decision_fetched_at, r.provider_updated_at, r.url, r.attempt, r.started_at
    FROM head, json_populate_recordset(NULL::compliance.kyc_sessions, $47::json) AS r
    ON CONFLICT (partition, id) DO UPDATE SET updated_at = now(),
      position = excluded.position, case_id = excluded.case_id, user_id = excluded.user_id, provider = excluded.provider, didit_session_id = excluded.didit_session_id, status = excluded.status, provider_status = excluded.provider_status, workflow_id = excluded.workflow_id, workflow_version = excluded.workflow_version, verification_data = excluded.verification_data, document_key = excluded.document_key, document_expires_on = excluded.document_expires_on, duplicate = excluded.duplicate, decision_fetched_at = excluded.decision_fetched_at, provider_updated_at = excluded.provider_updated_at, url = excluded.url, attempt = excluded.attempt, started_at = excluded.started_at),
aml_checks AS (INSERT INTO compliance.aml_checks (partition, id, position, owner_id, user_id, subject_kind, subject_id, check_type, trigger, reference_id, answer_to, check_status, check_result, query, requested_at, due_at, attempts, subject_hash, check_provider, provider_check_id, list_version_ids, algorithm, algorithm_version, config_versions, review_score, alert_score, best_score, risk_score, findings, duration_ms, checked_at)
    SELECT head.partition, r.id, r.position, r.owner_id, r.user_id, r.subject_kind, r.subject_id, r.check_type, r.trigger, r.reference_id, r.answer_to, r.check_status, r.check_result, r.query, r.requested_at, r.due_at, r.attempts, r.subject_hash, r.check_provider, r.provider_check_id, r.list_version_ids, r.algorithm, r.algorithm_version, r.config_versions, r.review_score, r.alert_score, r.best_score, r.risk_score, r.findings, r.duration_ms, r.checked_at
    FROM head, json_populate_recordset(NULL::compliance.aml_checks, $48::json) AS r
    ON CONFLICT (partition, id) DO UPDATE SET updated_at = now(),
      position = excluded.position, owner_id = excluded.owner_id, user_id = excluded.user_id, subject_kind = excluded.subject_kind, subject_id = excluded.subject_id, check_type = excluded.check_type, trigger = excluded.trigger, reference_id = excluded.reference_id, answer_to = excluded.answer_to, check_status = excluded.check_status, check_result = excluded.check_result, query = excluded.query, requested_at = excluded.requested_at, due_at = excluded.due_at, attempts = excluded.attempts, subject_hash = excluded.subject_hash, check_provider = excluded.check_provider, provider_check_id = excluded.provider_check_id, list_version_ids = excluded.list_version_ids, algorithm = excluded.algorithm, algorithm_version = excluded.algorithm_version, config_versions = excluded.config_versions, review_score = excluded.review_score, alert_score = excluded.alert_score, best_score = excluded.best_score, risk_score = excluded.risk_score, findings = excluded.findings, duration_ms = excluded.duration_ms, checked_at = excluded.checked_at),
aml_hits AS (INSERT INTO compliance.aml_hits (partition, id, position, owner_id, check_id, list_code, entry_id, entry_hash, reference_number, caption, score, explanations, status, cleared_as, reason_code, evidence, second_evidence, proposed_by, confirmed_by, seconded_by, decided_by, decided_at)
    SELECT head.partition, r.id, r.position, r.owner_id, r.check_id, r.list_code, r.entry_id, r.entry_hash, r.reference_number, r.caption, r.score, r.explanations, r.status, r.cleared_as, r.reason_code, r.evidence, r.second_evidence, r.proposed_by, r.confirmed_by, r.seconded_by, r.decided_by, r.decided_at
    FROM head, json_populate_recordset(NULL::compliance.aml_hits, $49::json) AS r
    ON CONFLICT (partition, id) DO UPDATE SET updated_at = now(),
      position = excluded.position, owner_id = excluded.owner_id, check_id = excluded.check_id, list_code = excluded.list_code, entry_id = excluded.entry_id, entry_hash = excluded.entry_hash, reference_number = excluded.reference_number, caption = excluded.caption, score = excluded.score, explanations = excluded.explanations, status = excluded.status, cleared_as = excluded.cleared_as, reason_code = excluded.reason_code, evidence = excluded.evidence, second_evidence = excluded.second_evidence, proposed_by = excluded.proposed_by, confirmed_by = excluded.confirmed_by, seconded_by = excluded.seconded_by, decided_by = excluded.decided_by, decided_at = excluded.decided_at),
alerts AS (INSERT INTO compliance.alerts (partition, id, position, owner_id, user_id, source, rule_id, rule_version, check_id, reference_id, severity, summary, status, assigned_to, reason, outcome, proposed_by, decided_by, raised_at, due_at)
    SELECT head.partition, r.id, r.position, r.owner_id, r.user_id, r.source, r.rule_id, r.rule_version, r.check_id, r.reference_id, r.severity, r.summary, r.status, r.assigned_to, r.reason, r.outcome, r.proposed_by, r.decided_by, r.raised_at, r.due_at
    FROM head, json_populate_recordset(NULL::compliance.alerts, $50::json) AS r
    ON CONFLICT (partition, id) DO UPDATE SET updated_at = now(),
      position = excluded.position, owner_id = excluded.owner_id, user_id = excluded.user_id, source = excluded.source, rule_id = excluded.rule_id, rule_version = excluded.rule_version, check_id = excluded.check_id, reference_id = excluded.reference_id, severity = excluded.severity, summary = excluded.summary, status = excluded.status, assigned_to = excluded.assigned_to, reason = excluded.reason, outcome = excluded.outcome, proposed_by = excluded.proposed_by, decided_by = excluded.decided_by, raised_at = excluded.raised_at, due_at = excluded.due_at),
freezes AS (INSERT INTO compliance.freezes (partition, id, position, user_id, reason, reference, status, applied_by, applied_at, authority_reference, document_hash, lift_proposed_by, lift_proposed_as_mlro, lifted_by, lifted_at)
    SELECT head.partition, r.id, r.position, r.user_id, r.reason, r.reference, r.status, r.applied_by, r.applied_at, r.authority_reference, r.document_hash, r.lift_proposed_by, r.lift_proposed_as_mlro, r.lifted_by, r.lifted_at
    FROM head, json_populate_recordset(NULL::compliance.freezes, $51::json) AS r
    ON CONFLICT (partition, id) DO UPDATE SET updated_at = now(),
      position = excluded.position, user_id = excluded.user_id, reason = excluded.reason, reference = excluded.reference, status = excluded.status, applied_by = excluded.applied_by, applied_at = excluded.applied_at, authority_reference = excluded.authority_reference, document_hash = excluded.document_hash, lift_proposed_by = excluded.lift_proposed_by, lift_proposed_as_mlro = excluded.lift_proposed_as_mlro, lifted_by = excluded.lifted_by, lifted_at = excluded.lifted_at),
screening_lists AS (INSERT INTO compliance.screening_lists (partition, id, position, list_code, version_id, generated_at, sha256, entry_count, state, loaded_by, loaded_at, approved_by, approved_at, rejected_by, activated_at, subject_count, match_count)
    SELECT head.partition, r.id, r.position, r.list_code, r.version_id, r.generated_at, r.sha256, r.entry_count, r.state, r.loaded_by, r.loaded_at, r.approved_by, r.approved_at, r.rejected_by, r.activated_at, r.subject_count, r.match_count
    FROM head, json_populate_recordset(NULL::compliance.screening_lists, $52::json) AS r
    ON CONFLICT (partition, id) DO UPDATE SET updated_at = now(),
      position = excluded.position, list_code = excluded.list_code, version_id = excluded.version_id, generated_at = excluded.generated_at, sha256 = excluded.sha256, entry_count = excluded.entry_count, state = excluded.state, loaded_by = excluded.loaded_by, loaded_at = excluded.loaded_at, approved_by = excluded.approved_by, approved_at = excluded.approved_at, rejected_by = excluded.rejected_by, activated_at = excluded.activated_at, subject_count = excluded.subject_count, match_count = excluded.match_count)
SELECT count(*)::int AS fenced FROM head;
