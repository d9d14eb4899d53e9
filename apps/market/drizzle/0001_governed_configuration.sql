-- A setting comes into force by two people: what one proposes another decides, and no version is ever changed.
CREATE TABLE "market"."config_proposals" (
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
ALTER TABLE "market"."config_versions" ALTER COLUMN "proposed_by" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "market"."config_versions" ALTER COLUMN "approved_by" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "market"."config_versions" ALTER COLUMN "approved_at" SET NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "config_proposals_one_open" ON "market"."config_proposals" USING btree ("partition","key") WHERE status = 'open';--> statement-breakpoint
ALTER TABLE "market"."config_versions" DROP COLUMN "effective_until";--> statement-breakpoint
ALTER TABLE "market"."config_versions" ADD CONSTRAINT "config_versions_four_eyes" CHECK (proposed_by <> approved_by);--> statement-breakpoint
ALTER TABLE "market"."config_versions" ADD CONSTRAINT "config_versions_not_before" CHECK (effective_from >= approved_at);
