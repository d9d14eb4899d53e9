-- Screening keeps what it found and by what, who told hits from clients, and the versions of the lists that it asked.
CREATE TYPE "compliance"."alert_severity" AS ENUM('low', 'medium', 'high', 'critical');--> statement-breakpoint
CREATE TYPE "compliance"."alert_source" AS ENUM('screening', 'monitoring', 'manual');--> statement-breakpoint
CREATE TYPE "compliance"."alert_status" AS ENUM('open', 'assigned', 'clear_proposed', 'cleared', 'escalated');--> statement-breakpoint
CREATE TYPE "compliance"."check_result" AS ENUM('clear', 'warning', 'alert', 'error');--> statement-breakpoint
CREATE TYPE "compliance"."check_type" AS ENUM('sanctions_screening', 'pep_check', 'adverse_media', 'transaction_monitoring', 'source_of_funds');--> statement-breakpoint
CREATE TYPE "compliance"."freeze_status" AS ENUM('active', 'lifted');--> statement-breakpoint
CREATE TYPE "compliance"."clear_reason" AS ENUM('birth_date', 'nationality', 'document', 'photo', 'other');--> statement-breakpoint
CREATE TYPE "compliance"."hit_status" AS ENUM('open', 'cleared', 'confirmed');--> statement-breakpoint
CREATE TYPE "compliance"."list_code" AS ENUM('un', 'mu-domestic', 'ofac', 'pep', 'adverse-media', 'internal');--> statement-breakpoint
CREATE TYPE "compliance"."list_state" AS ENUM('loaded', 'matching', 'active', 'superseded', 'failed');--> statement-breakpoint
CREATE TABLE "compliance"."alerts" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"owner_id" uuid NOT NULL,
	"user_id" uuid,
	"source" "compliance"."alert_source" NOT NULL,
	"rule_id" varchar(60),
	"rule_version" integer,
	"check_id" uuid,
	"reference_id" uuid,
	"severity" "compliance"."alert_severity" NOT NULL,
	"summary" jsonb NOT NULL,
	"status" "compliance"."alert_status" DEFAULT 'open' NOT NULL,
	"assigned_to" uuid,
	"reason" jsonb,
	"outcome" jsonb,
	"proposed_by" uuid,
	"decided_by" uuid,
	"raised_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "alerts_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "alerts_cleared_by_two" CHECK (status <> 'cleared' OR proposed_by <> decided_by)
);
--> statement-breakpoint
CREATE TABLE "compliance"."freezes" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"reason" jsonb NOT NULL,
	"reference" jsonb NOT NULL,
	"status" "compliance"."freeze_status" DEFAULT 'active' NOT NULL,
	"applied_by" uuid,
	"applied_at" timestamp (3) with time zone NOT NULL,
	"authority_reference" jsonb,
	"document_hash" varchar(64),
	"lift_proposed_by" uuid,
	"lift_proposed_as_mlro" boolean,
	"lifted_by" uuid,
	"lifted_at" timestamp (3) with time zone,
	CONSTRAINT "freezes_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "freezes_lifted_by_two" CHECK (lift_proposed_by <> lifted_by),
	CONSTRAINT "freezes_lifted" CHECK ((status = 'lifted') = (lifted_by IS NOT NULL) AND (lifted_by IS NULL) = (lifted_at IS NULL)),
	CONSTRAINT "freezes_document_hash" CHECK (document_hash ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "compliance"."aml_hits" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"owner_id" uuid NOT NULL,
	"check_id" uuid NOT NULL,
	"list_code" "compliance"."list_code" NOT NULL,
	"entry_id" varchar(100) NOT NULL,
	"entry_hash" varchar(64) NOT NULL,
	"reference_number" varchar(50),
	"caption" varchar(500) NOT NULL,
	"score" numeric(5, 4) NOT NULL,
	"explanations" jsonb NOT NULL,
	"status" "compliance"."hit_status" DEFAULT 'open' NOT NULL,
	"cleared_as" uuid,
	"reason_code" "compliance"."clear_reason",
	"evidence" jsonb,
	"second_evidence" jsonb,
	"proposed_by" uuid,
	"confirmed_by" uuid,
	"seconded_by" uuid,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	CONSTRAINT "aml_hits_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "aml_hits_score" CHECK (score BETWEEN 0 AND 1),
	CONSTRAINT "aml_hits_cleared_by_two" CHECK (proposed_by <> decided_by),
	CONSTRAINT "aml_hits_confirmed_by_two" CHECK (confirmed_by <> seconded_by),
	CONSTRAINT "aml_hits_cleared" CHECK (status <> 'cleared' OR (proposed_by IS NOT NULL AND decided_by IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE "compliance"."screening_entries" (
	"sha256" varchar(64) NOT NULL,
	"entry_id" varchar(100) NOT NULL,
	"entry_hash" varchar(64) NOT NULL,
	"schema" text NOT NULL,
	"entry" jsonb NOT NULL,
	CONSTRAINT "screening_entries_pk" PRIMARY KEY("sha256","entry_id")
);
--> statement-breakpoint
CREATE TABLE "compliance"."screening_files" (
	"sha256" varchar(64) PRIMARY KEY NOT NULL,
	"list_code" "compliance"."list_code" NOT NULL,
	"size" bigint NOT NULL,
	"content" "bytea" NOT NULL,
	"stored_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "compliance"."screening_lists" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"list_code" "compliance"."list_code" NOT NULL,
	"version_id" varchar(80) NOT NULL,
	"generated_at" timestamp (3) with time zone NOT NULL,
	"sha256" varchar(64) NOT NULL,
	"entry_count" integer NOT NULL,
	"state" "compliance"."list_state" DEFAULT 'loaded' NOT NULL,
	"loaded_by" uuid NOT NULL,
	"loaded_at" timestamp (3) with time zone NOT NULL,
	"approved_by" uuid,
	"approved_at" timestamp (3) with time zone,
	"rejected_by" uuid,
	"activated_at" timestamp (3) with time zone,
	"subject_count" integer,
	"match_count" integer,
	CONSTRAINT "screening_lists_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "screening_lists_sha256" CHECK (sha256 ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "screening_lists_two_people" CHECK (approved_by <> loaded_by)
);
--> statement-breakpoint
DROP INDEX "compliance"."aml_checks_once_idx";--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD COLUMN "user_id" uuid;--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD COLUMN "check_type" "compliance"."check_type" DEFAULT 'sanctions_screening' NOT NULL;--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD COLUMN "answer_to" uuid;--> statement-breakpoint
UPDATE "compliance"."aml_checks" SET "answer_to" = "reference_id";--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ALTER COLUMN "answer_to" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD COLUMN "check_result" "compliance"."check_result";--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD COLUMN "due_at" timestamp (3) with time zone;--> statement-breakpoint
UPDATE "compliance"."aml_checks" SET "due_at" = "requested_at";--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ALTER COLUMN "due_at" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD COLUMN "subject_hash" varchar(64);--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD COLUMN "check_provider" varchar(100);--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD COLUMN "provider_check_id" varchar(255);--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD COLUMN "list_version_ids" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD COLUMN "algorithm" varchar(40);--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD COLUMN "algorithm_version" varchar(20);--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD COLUMN "config_versions" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD COLUMN "review_score" numeric(5, 4);--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD COLUMN "alert_score" numeric(5, 4);--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD COLUMN "best_score" numeric(5, 4);--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD COLUMN "risk_score" integer;--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD COLUMN "findings" jsonb;--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD COLUMN "duration_ms" integer;--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD COLUMN "checked_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_rule_idx" ON "compliance"."alerts" USING btree ("partition","owner_id","rule_id","reference_id");--> statement-breakpoint
CREATE INDEX "alerts_owner_id_idx" ON "compliance"."alerts" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "alerts_status_idx" ON "compliance"."alerts" USING btree ("status","due_at");--> statement-breakpoint
CREATE INDEX "alerts_assigned_to_idx" ON "compliance"."alerts" USING btree ("assigned_to");--> statement-breakpoint
CREATE INDEX "freezes_user_id_idx" ON "compliance"."freezes" USING btree ("user_id","status");--> statement-breakpoint
CREATE UNIQUE INDEX "aml_hits_once_idx" ON "compliance"."aml_hits" USING btree ("partition","check_id","list_code","entry_id");--> statement-breakpoint
CREATE INDEX "aml_hits_owner_id_idx" ON "compliance"."aml_hits" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "aml_hits_status_idx" ON "compliance"."aml_hits" USING btree ("status");--> statement-breakpoint
CREATE UNIQUE INDEX "screening_lists_version_idx" ON "compliance"."screening_lists" USING btree ("list_code","version_id");--> statement-breakpoint
CREATE UNIQUE INDEX "screening_lists_active_idx" ON "compliance"."screening_lists" USING btree ("list_code") WHERE state = 'active';--> statement-breakpoint
CREATE UNIQUE INDEX "aml_checks_asked_once_idx" ON "compliance"."aml_checks" USING btree ("partition","trigger","reference_id","subject_kind","subject_id","check_type") WHERE trigger <> 'transaction';--> statement-breakpoint
CREATE INDEX "aml_checks_due_idx" ON "compliance"."aml_checks" USING btree ("partition","due_at") WHERE check_status = 'requested';--> statement-breakpoint
CREATE INDEX "aml_checks_reference_id_idx" ON "compliance"."aml_checks" USING btree ("reference_id");--> statement-breakpoint
CREATE INDEX "aml_checks_checked_at_idx" ON "compliance"."aml_checks" USING btree ("checked_at");--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD CONSTRAINT "aml_checks_result" CHECK ((check_status = 'requested') = (check_result IS NULL));--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD CONSTRAINT "aml_checks_risk_score" CHECK (risk_score BETWEEN 0 AND 100);--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD CONSTRAINT "aml_checks_run" CHECK (check_status <> 'completed' OR (subject_hash IS NOT NULL AND algorithm IS NOT NULL));