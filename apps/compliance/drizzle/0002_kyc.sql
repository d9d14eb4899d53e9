-- Clients prove who they are: a case for each, its tries at the provider, and what providers have told.
CREATE TYPE "compliance"."admin_approval_status" AS ENUM('pending_approval', 'approved', 'rejected');--> statement-breakpoint
CREATE TYPE "compliance"."kyc_session_status" AS ENUM('pending', 'approved', 'declined', 'expired', 'abandoned', 'in_progress', 'in_review', 'resubmitted', 'kyc_expired');--> statement-breakpoint
CREATE TYPE "compliance"."kyc_status" AS ENUM('not_started', 'pending', 'approved', 'rejected', 'resubmission_required');--> statement-breakpoint
CREATE TYPE "compliance"."risk_level" AS ENUM('low', 'medium', 'high', 'critical');--> statement-breakpoint
CREATE TYPE "compliance"."user_status" AS ENUM('pending_kyc', 'active', 'suspended', 'closed');--> statement-breakpoint
CREATE TABLE "compliance"."kyc_cases" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"cycle" integer DEFAULT 1 NOT NULL,
	"status" "compliance"."kyc_status" DEFAULT 'not_started' NOT NULL,
	"admin_approval_status" "compliance"."admin_approval_status",
	"attempts" integer DEFAULT 0 NOT NULL,
	"attempts_max" integer DEFAULT 5 NOT NULL,
	"current_session_id" uuid,
	"wanted_session_id" uuid,
	"wanted_provider" varchar(30),
	"submitted_at" timestamp (3) with time zone,
	"four_eyes_required" boolean NOT NULL,
	"first_approved_by" uuid,
	"first_senior" boolean,
	"first_approved_at" timestamp (3) with time zone,
	"approved_by" uuid,
	"rejected_by" uuid,
	"decided_at" timestamp (3) with time zone,
	"rejection_reason" jsonb,
	"approved_identity" jsonb,
	"document_expires_on" date,
	"review_due_on" date,
	"grace_ends_on" date,
	"review" jsonb,
	"review_due" boolean DEFAULT false NOT NULL,
	CONSTRAINT "kyc_cases_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "kyc_cases_attempts" CHECK (attempts <= attempts_max),
	CONSTRAINT "kyc_cases_approvers" CHECK (first_approved_by <> approved_by),
	CONSTRAINT "kyc_cases_rejected" CHECK (status <> 'rejected' OR rejection_reason IS NOT NULL),
	CONSTRAINT "kyc_cases_approved" CHECK ((status = 'approved') = (approved_identity IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE "compliance"."kyc_sessions" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"case_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"provider" varchar(30) DEFAULT 'didit' NOT NULL,
	"didit_session_id" varchar(255) NOT NULL,
	"status" "compliance"."kyc_session_status" DEFAULT 'pending' NOT NULL,
	"provider_status" varchar(30) NOT NULL,
	"workflow_id" varchar(64),
	"workflow_version" integer,
	"verification_data" jsonb,
	"document_key" varchar(64),
	"document_expires_on" date,
	"duplicate" boolean DEFAULT false NOT NULL,
	"decision_fetched_at" timestamp (3) with time zone,
	"provider_updated_at" timestamp (3) with time zone NOT NULL,
	"url" jsonb NOT NULL,
	"attempt" smallint NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "kyc_sessions_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "kyc_sessions_attempt" CHECK (attempt > 0)
);
--> statement-breakpoint
CREATE TABLE "compliance"."provider_webhooks" (
	"ordinal" bigserial PRIMARY KEY NOT NULL,
	"provider" varchar(30) NOT NULL,
	"event_id" uuid NOT NULL,
	"webhook_type" varchar(60) NOT NULL,
	"signature" varchar(10) NOT NULL,
	"body" "bytea" NOT NULL,
	"facts" jsonb NOT NULL,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"handled_at" timestamp (3) with time zone,
	"outcome" varchar(60),
	"last_error" text,
	CONSTRAINT "provider_webhooks_signature" CHECK (signature IN ('raw', 'v2', 'simple'))
);
--> statement-breakpoint
ALTER TABLE "compliance"."subjects" ADD COLUMN "user_status" "compliance"."user_status" DEFAULT 'pending_kyc' NOT NULL;--> statement-breakpoint
ALTER TABLE "compliance"."subjects" ADD COLUMN "risk_level" "compliance"."risk_level" DEFAULT 'medium' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "kyc_cases_user_id_idx" ON "compliance"."kyc_cases" USING btree ("partition","user_id");--> statement-breakpoint
CREATE INDEX "kyc_cases_status_idx" ON "compliance"."kyc_cases" USING btree ("status");--> statement-breakpoint
CREATE INDEX "kyc_cases_admin_approval_status_idx" ON "compliance"."kyc_cases" USING btree ("admin_approval_status");--> statement-breakpoint
CREATE INDEX "kyc_cases_review_due_on_idx" ON "compliance"."kyc_cases" USING btree ("review_due_on");--> statement-breakpoint
CREATE INDEX "kyc_cases_wanted_idx" ON "compliance"."kyc_cases" USING btree ("partition") WHERE wanted_session_id IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "kyc_sessions_didit_session_id_idx" ON "compliance"."kyc_sessions" USING btree ("partition","didit_session_id");--> statement-breakpoint
CREATE INDEX "kyc_sessions_user_id_idx" ON "compliance"."kyc_sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "kyc_sessions_status_idx" ON "compliance"."kyc_sessions" USING btree ("status");--> statement-breakpoint
CREATE INDEX "kyc_sessions_case_id_idx" ON "compliance"."kyc_sessions" USING btree ("case_id");--> statement-breakpoint
CREATE UNIQUE INDEX "provider_webhooks_event_idx" ON "compliance"."provider_webhooks" USING btree ("provider","event_id");--> statement-breakpoint
CREATE INDEX "provider_webhooks_due_idx" ON "compliance"."provider_webhooks" USING btree ("due_at") WHERE handled_at IS NULL;--> statement-breakpoint
CREATE INDEX "subjects_risk_level_idx" ON "compliance"."subjects" USING btree ("risk_level");