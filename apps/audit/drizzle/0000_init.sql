-- The audit: an append-only copy of every topic, how far each source is recorded, and what keeps both honest.
CREATE SCHEMA IF NOT EXISTS "audit";
--> statement-breakpoint
CREATE TYPE "audit"."event_category" AS ENUM('authentication', 'trading', 'compliance', 'admin_action', 'system', 'financial', 'security');--> statement-breakpoint
CREATE TYPE "audit"."severity" AS ENUM('info', 'warning', 'error', 'critical');--> statement-breakpoint
CREATE TABLE "audit"."audit_log" (
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"source_position" bigint NOT NULL,
	"source_partition" smallint NOT NULL,
	"event_category" "audit"."event_category" NOT NULL,
	"severity" "audit"."severity" DEFAULT 'info' NOT NULL,
	"user_id" uuid,
	"admin_id" uuid,
	"request_id" uuid,
	"source" varchar(40) NOT NULL,
	"event_type" varchar(100) NOT NULL,
	"subject" varchar(100) NOT NULL,
	"actor_kind" varchar(10) NOT NULL,
	"actor_id" varchar(64) NOT NULL,
	"traceparent" varchar(55),
	"data_hash" "bytea" NOT NULL,
	"leaf_hash" "bytea" NOT NULL,
	"chain_hash" "bytea",
	"commands_hash" "bytea",
	"headers" json,
	"entry" "bytea" NOT NULL,
	"data" "bytea" NOT NULL,
	CONSTRAINT "audit_log_pk" PRIMARY KEY("recorded_at","source","source_partition","source_position")
) PARTITION BY RANGE (recorded_at);
--> statement-breakpoint
CREATE TABLE "audit"."audit_positions" (
	"source" varchar(40) NOT NULL,
	"source_partition" smallint NOT NULL,
	"partition" smallint NOT NULL,
	"first_position" bigint DEFAULT 1 NOT NULL,
	"last_position" bigint DEFAULT 0 NOT NULL,
	"count" bigint DEFAULT 0 NOT NULL,
	"tree_size" bigint DEFAULT 0 NOT NULL,
	"last_hash" "bytea" NOT NULL,
	"root" "bytea" NOT NULL,
	"frontier" "bytea" NOT NULL,
	"kafka_offset" bigint DEFAULT -1 NOT NULL,
	"last_event_at" timestamp (3) with time zone,
	"gap_at" bigint,
	"stop_reason" varchar(10),
	CONSTRAINT "audit_positions_pk" PRIMARY KEY("source","source_partition"),
	CONSTRAINT "audit_positions_complete" CHECK (first_position = 1 and count = last_position - first_position + 1 and count = tree_size),
	CONSTRAINT "audit_positions_stopped" CHECK (stop_reason in ('gap', 'fork'))
);
--> statement-breakpoint
CREATE TABLE "audit"."audit_requests" (
	"command_id" uuid PRIMARY KEY NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "audit_log_severity_idx" ON "audit"."audit_log" USING btree ("severity","recorded_at") WHERE severity <> 'info';--> statement-breakpoint
CREATE INDEX "audit_log_admin_id_idx" ON "audit"."audit_log" USING btree ("admin_id","recorded_at") WHERE admin_id is not null;--> statement-breakpoint
CREATE INDEX "audit_requests_recorded_at_idx" ON "audit"."audit_requests" USING btree ("recorded_at");
--> statement-breakpoint
-- Searched seldom, written all day: one block range index with a Bloom filter per column costs an insert next to
-- nothing (a range is summed up once, when it is full), where a B-tree per column would cost more than the row itself.
-- It finds the few ranges of 64 pages that may hold a subject; new ranges, not summed up yet, are read.
CREATE INDEX "audit_log_search_idx" ON "audit"."audit_log" USING brin (
	"occurred_at" timestamptz_minmax_ops,
	"subject" text_bloom_ops (n_distinct_per_range = 512),
	"actor_id" text_bloom_ops (n_distinct_per_range = 512),
	"event_type" text_bloom_ops (n_distinct_per_range = 64),
	"user_id" uuid_bloom_ops (n_distinct_per_range = 512),
	"request_id" uuid_bloom_ops (n_distinct_per_range = 512)
) WITH (pages_per_range = 64, autosummarize = on);
--> statement-breakpoint
-- Rows are about 1.5 KiB and stay in one piece: compressing them would cost more than the space is worth.
ALTER TABLE "audit"."audit_log" ALTER COLUMN "entry" SET STORAGE EXTERNAL, ALTER COLUMN "data" SET STORAGE EXTERNAL;
--> statement-breakpoint
-- Each statement of the intake moves some twenty rows: room on their pages keeps the moves off the index.
ALTER TABLE "audit"."audit_positions" SET (fillfactor = 50);
--> statement-breakpoint
-- The second lock behind the grants, which binds the owner too.
CREATE FUNCTION "audit"."refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '%.% is append only', TG_TABLE_SCHEMA, TG_TABLE_NAME;
END $$;
--> statement-breakpoint
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON "audit"."audit_log"
	FOR EACH ROW EXECUTE FUNCTION "audit"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "audit"."audit_log"
	FOR EACH STATEMENT EXECUTE FUNCTION "audit"."refuse_change"();
--> statement-breakpoint
-- Makes the month of a moment and the months after it; gives how many were new. It runs with the owner's rights, so
-- that the service may make tables that it does not own. There is no default partition: attaching a month later would
-- have to scan it. A trigger against TRUNCATE is not inherited, so each month gets its own.
CREATE FUNCTION "audit"."create_months"(from_time timestamptz, months_ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	first_day date := date_trunc('month', from_time AT TIME ZONE 'UTC');
	month_day date;
	month_name text;
	created integer := 0;
BEGIN
	IF months_ahead NOT BETWEEN 0 AND 24 THEN
		RAISE EXCEPTION 'months_ahead is 0 to 24';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtext('audit.create_months'));
	FOR month IN 0 .. months_ahead LOOP
		month_day := first_day + make_interval(months => month);
		month_name := 'audit_log_' || to_char(month_day, 'YYYY_MM');
		CONTINUE WHEN to_regclass('audit.' || month_name) IS NOT NULL;
		EXECUTE format('CREATE TABLE audit.%I PARTITION OF audit.audit_log FOR VALUES FROM (%L) TO (%L) WITH (toast_tuple_target = 8160)',
			month_name, month_day || ' 00:00:00+00', (month_day + interval '1 month')::date || ' 00:00:00+00');
		EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.%I FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()',
			month_name);
		created := created + 1;
	END LOOP;
	RETURN created;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION "audit"."create_months"(timestamptz, integer) FROM PUBLIC;
