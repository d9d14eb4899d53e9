-- Deposits and withdrawals: what came in under which id, and the day on which a withdrawal counts.
CREATE TYPE "wallet"."credit_status" AS ENUM('credited', 'suspended', 'released', 'charged_back');--> statement-breakpoint
CREATE TABLE "wallet"."credits" (
	"id" uuid NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"account_id" uuid NOT NULL,
	"currency" varchar(3) NOT NULL,
	"gross" numeric(20, 8) NOT NULL,
	"fee" numeric(20, 8) NOT NULL,
	"status" "wallet"."credit_status" NOT NULL,
	"mur_amount" numeric(38, 8),
	"fx_rate" numeric(20, 10),
	"fx_source" varchar(50),
	"fx_quoted_at" timestamp (3) with time zone,
	"fx_stale" boolean DEFAULT false NOT NULL,
	CONSTRAINT "credits_partition_id_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "credits_amount" CHECK (gross > fee AND fee >= 0)
);
--> statement-breakpoint
ALTER TABLE "wallet"."reservations" ADD COLUMN "reserved_on" date;--> statement-breakpoint
CREATE INDEX "credits_account_idx" ON "wallet"."credits" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "credits_suspended_idx" ON "wallet"."credits" USING btree ("created_at") WHERE status = 'suspended';