-- What the authorities are to be told: confirmed matches, and that nobody was found in a version of a list.
CREATE TYPE "compliance"."notice_kind" AS ENUM('match', 'nil');--> statement-breakpoint
CREATE TYPE "compliance"."notice_stage" AS ENUM('reminder', 'urgent', 'overdue');--> statement-breakpoint
CREATE TYPE "compliance"."notice_status" AS ENUM('due', 'sent', 'waived');--> statement-breakpoint
CREATE TABLE "compliance"."regulatory_notices" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"kind" "compliance"."notice_kind" NOT NULL,
	"status" "compliance"."notice_status" DEFAULT 'due' NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone,
	"stage" "compliance"."notice_stage",
	"owner_id" uuid,
	"check_id" uuid,
	"hit_id" uuid,
	"report" jsonb,
	"list_code" "compliance"."list_code",
	"version_id" varchar(80),
	"sha256" varchar(64),
	"subject_count" integer,
	"reason" text,
	"closed_by" uuid,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "regulatory_notices_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "regulatory_notices_kind" CHECK (CASE kind WHEN 'match' THEN owner_id IS NOT NULL AND hit_id IS NOT NULL AND due_at IS NOT NULL AND status <> 'waived'
        ELSE list_code IS NOT NULL AND version_id IS NOT NULL AND owner_id IS NULL END),
	CONSTRAINT "regulatory_notices_closed" CHECK ((status = 'due') = (closed_by IS NULL) AND (closed_by IS NULL) = (closed_at IS NULL)),
	CONSTRAINT "regulatory_notices_sent" CHECK (kind <> 'match' OR (status = 'sent') = (report IS NOT NULL))
);
--> statement-breakpoint
CREATE INDEX "regulatory_notices_owner_id_idx" ON "compliance"."regulatory_notices" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "regulatory_notices_due_idx" ON "compliance"."regulatory_notices" USING btree ("stage") WHERE status = 'due';