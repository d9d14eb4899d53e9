-- What has come in and gone out for clients, and by banks of which countries, bears on their risk.
CREATE TYPE "compliance"."payment_direction" AS ENUM('deposit', 'withdrawal');--> statement-breakpoint
CREATE TABLE "compliance"."turnover" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"direction" "compliance"."payment_direction" NOT NULL,
	"day" date NOT NULL,
	"mur_amount" numeric(20, 8) NOT NULL,
	"is_beyond_declared" boolean NOT NULL,
	CONSTRAINT "turnover_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "turnover_amount" CHECK (mur_amount >= 0)
);
--> statement-breakpoint
ALTER TABLE "compliance"."subjects" ADD COLUMN "counterparties" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX "turnover_user_id_idx" ON "compliance"."turnover" USING btree ("user_id","day");