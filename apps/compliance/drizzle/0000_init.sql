-- Clients as compliance knows them, their accounts and checks, and the tables of the engine.
CREATE SCHEMA IF NOT EXISTS "compliance";
--> statement-breakpoint
CREATE TYPE "compliance"."check_status" AS ENUM('requested', 'completed', 'failed');--> statement-breakpoint
CREATE TYPE "compliance"."check_trigger" AS ENUM('onboarding', 'change', 'list', 'transaction', 'periodic', 'manual');--> statement-breakpoint
CREATE TYPE "compliance"."account_mode" AS ENUM('live', 'demo');--> statement-breakpoint
CREATE TABLE "compliance"."claims" (
	"scope" varchar(30) NOT NULL,
	"value" varchar(255) NOT NULL,
	"owner_id" uuid NOT NULL,
	"partition" smallint NOT NULL,
	CONSTRAINT "claims_scope_value_pk" PRIMARY KEY("scope","value")
);
--> statement-breakpoint
CREATE TABLE "compliance"."config_proposals" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"configuration_id" uuid NOT NULL,
	"key" varchar(100) NOT NULL,
	"value" json NOT NULL,
	"effective_from" timestamp (3) with time zone,
	"legal_source" text,
	"reason" text NOT NULL,
	"command_hash" varchar(64) NOT NULL,
	"proposed_by" uuid NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"status" text NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	CONSTRAINT "config_proposals_partition_id_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "config_proposals_status" CHECK (status in ('open', 'approved', 'rejected', 'superseded')),
	CONSTRAINT "config_proposals_four_eyes" CHECK (status <> 'approved' or decided_by <> proposed_by)
);
--> statement-breakpoint
CREATE TABLE "compliance"."config_versions" (
	"key" varchar(100) NOT NULL,
	"version" integer NOT NULL,
	"value" jsonb NOT NULL,
	"value_sha256" varchar(64) NOT NULL,
	"effective_from" timestamp (3) with time zone NOT NULL,
	"legal_source" text,
	"reason" text NOT NULL,
	"proposed_by" uuid NOT NULL,
	"approved_by" uuid NOT NULL,
	"approved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "config_versions_key_version_pk" PRIMARY KEY("key","version"),
	CONSTRAINT "config_versions_four_eyes" CHECK (proposed_by <> approved_by),
	CONSTRAINT "config_versions_not_before" CHECK (effective_from >= approved_at)
);
--> statement-breakpoint
CREATE TABLE "compliance"."event_log" (
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"type" varchar(120) NOT NULL,
	"subject" uuid NOT NULL,
	"key" uuid NOT NULL,
	"data" json NOT NULL,
	"headers" json NOT NULL,
	"commands" json,
	"commands_hash" varchar(64),
	"time" timestamp (3) with time zone NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "event_log_partition_position_pk" PRIMARY KEY("partition","position")
);
--> statement-breakpoint
CREATE TABLE "compliance"."inbox" (
	"command_id" uuid PRIMARY KEY NOT NULL,
	"partition" smallint NOT NULL,
	"body_hash" "bytea" NOT NULL,
	"outcome" json NOT NULL,
	"position" bigint NOT NULL,
	"recorded_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "compliance"."link_in" (
	"partition" smallint NOT NULL,
	"source" varchar(20) NOT NULL,
	"source_partition" smallint NOT NULL,
	"sequence" bigint NOT NULL,
	"kafka_offset" bigint NOT NULL,
	CONSTRAINT "link_in_partition_source_source_partition_pk" PRIMARY KEY("partition","source","source_partition")
);
--> statement-breakpoint
CREATE TABLE "compliance"."link_out" (
	"partition" smallint NOT NULL,
	"target" varchar(20) NOT NULL,
	"target_partition" smallint NOT NULL,
	"sequence" bigint NOT NULL,
	CONSTRAINT "link_out_partition_target_target_partition_pk" PRIMARY KEY("partition","target","target_partition")
);
--> statement-breakpoint
CREATE TABLE "compliance"."log_head" (
	"partition" smallint PRIMARY KEY NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	"hash" "bytea" NOT NULL,
	"owner" uuid,
	"last_time" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "compliance"."parked" (
	"partition" smallint NOT NULL,
	"aggregate" varchar(80) NOT NULL,
	"ordinal" bigint NOT NULL,
	"source" varchar(80) NOT NULL,
	"position" bigint NOT NULL,
	"headers" json NOT NULL,
	"value" "bytea" NOT NULL,
	"error" text NOT NULL,
	"parked_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "parked_partition_aggregate_ordinal_pk" PRIMARY KEY("partition","aggregate","ordinal")
);
--> statement-breakpoint
CREATE TABLE "compliance"."relay_checkpoint" (
	"partition" smallint PRIMARY KEY NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "compliance"."source_position" (
	"consumer" varchar(60) NOT NULL,
	"source" varchar(20) NOT NULL,
	"source_partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	"kafka_offset" bigint NOT NULL,
	CONSTRAINT "source_position_consumer_source_source_partition_pk" PRIMARY KEY("consumer","source","source_partition")
);
--> statement-breakpoint
CREATE TABLE "compliance"."timers" (
	"partition" smallint NOT NULL,
	"id" varchar(120) NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"command" json NOT NULL,
	CONSTRAINT "timers_partition_id_pk" PRIMARY KEY("partition","id")
);
--> statement-breakpoint
CREATE TABLE "compliance"."aml_checks" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"owner_id" uuid NOT NULL,
	"subject_kind" varchar(30) NOT NULL,
	"subject_id" varchar(64) NOT NULL,
	"trigger" "compliance"."check_trigger" NOT NULL,
	"reference_id" uuid NOT NULL,
	"check_status" "compliance"."check_status" DEFAULT 'requested' NOT NULL,
	"query" jsonb NOT NULL,
	"requested_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "aml_checks_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "aml_checks_subject_kind" CHECK (subject_kind IN ('client', 'withdrawal', 'deposit_payer', 'bank_account'))
);
--> statement-breakpoint
CREATE TABLE "compliance"."account_view" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"mode" "compliance"."account_mode" NOT NULL,
	CONSTRAINT "account_view_pk" PRIMARY KEY("partition","id")
);
--> statement-breakpoint
CREATE TABLE "compliance"."subjects" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"names" jsonb NOT NULL,
	"date_of_birth" date,
	"nationality" varchar(3),
	"residence" varchar(3),
	"cdd" jsonb NOT NULL,
	CONSTRAINT "subjects_pk" PRIMARY KEY("partition","id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "config_proposals_one_open" ON "compliance"."config_proposals" USING btree ("partition","key") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "inbox_recorded_at_idx" ON "compliance"."inbox" USING btree ("recorded_at");--> statement-breakpoint
CREATE INDEX "timers_due_at_idx" ON "compliance"."timers" USING btree ("partition","due_at");--> statement-breakpoint
CREATE UNIQUE INDEX "aml_checks_once_idx" ON "compliance"."aml_checks" USING btree ("partition","trigger","reference_id","subject_id");--> statement-breakpoint
CREATE INDEX "aml_checks_owner_id_idx" ON "compliance"."aml_checks" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "account_view_user_id_idx" ON "compliance"."account_view" USING btree ("user_id");