-- Clients convert money, and paper positions are valued at prices from outside.
CREATE TABLE "wallet"."conversions" (
	"id" uuid NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"account_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"from_currency" varchar(3) NOT NULL,
	"to_currency" varchar(3) NOT NULL,
	"amount" numeric(20, 8) NOT NULL,
	"converted" numeric(20, 8) NOT NULL,
	"spread_percent" numeric(20, 8) NOT NULL,
	"rate" numeric(20, 10) NOT NULL,
	"rate_source" varchar(50) NOT NULL,
	"rate_quoted_at" timestamp (3) with time zone NOT NULL,
	"converted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "conversions_partition_id_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "conversions_amounts" CHECK (amount > 0 AND converted > 0 AND from_currency <> to_currency)
);
--> statement-breakpoint
ALTER TABLE "wallet"."prices" ADD COLUMN "feed_price" numeric(20, 8);--> statement-breakpoint
ALTER TABLE "wallet"."prices" ADD COLUMN "feed_as_of" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "wallet"."prices" ADD COLUMN "feed_age_ms_max" integer;--> statement-breakpoint
CREATE INDEX "conversions_account_idx" ON "wallet"."conversions" USING btree ("account_id","converted_at");