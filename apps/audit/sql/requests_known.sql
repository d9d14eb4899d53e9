SELECT command_id FROM audit.audit_requests WHERE command_id = ANY ($1::uuid[]);
