-- Limits by key and time; of a key no two rows hold at once, whoever writes them: an extension compares ids beside ranges.
CREATE EXTENSION IF NOT EXISTS "btree_gist" WITH SCHEMA "compliance";--> statement-breakpoint
CREATE TABLE "compliance"."risk_limit_proposals" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid,
	"asset_id" uuid,
	"limits" jsonb NOT NULL,
	"reason" jsonb NOT NULL,
	"effective_from" timestamp (3) with time zone,
	"effective_until" timestamp (3) with time zone,
	"proposed_by" uuid NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"is_open" boolean DEFAULT true NOT NULL,
	CONSTRAINT "risk_limit_proposals_pk" PRIMARY KEY("partition","id")
);
--> statement-breakpoint
CREATE TABLE "compliance"."risk_limits" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid,
	"asset_id" uuid,
	"currency" varchar(3) DEFAULT 'USD' NOT NULL,
	"max_position_size" numeric(20, 8),
	"max_position_value" numeric(20, 8),
	"max_daily_trade_volume" numeric(20, 8),
	"max_order_value" numeric(20, 8),
	"max_daily_withdrawal" numeric(20, 8),
	"max_monthly_withdrawal" numeric(20, 8),
	"leverage_multiplier" numeric(5, 2),
	"is_active" boolean DEFAULT true NOT NULL,
	"set_by" uuid NOT NULL,
	"approved_by" uuid,
	"reason" jsonb NOT NULL,
	"effective_from" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"effective_until" timestamp (3) with time zone,
	CONSTRAINT "risk_limits_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "risk_limits_above_zero" CHECK (max_position_size > 0 AND max_position_value > 0 AND max_daily_trade_volume > 0 AND max_order_value > 0 AND max_daily_withdrawal > 0 AND max_monthly_withdrawal > 0),
	CONSTRAINT "risk_limits_leverage" CHECK (leverage_multiplier BETWEEN 1 AND 100),
	CONSTRAINT "risk_limits_period" CHECK (effective_until > effective_from),
	CONSTRAINT "risk_limits_two_people" CHECK (set_by <> approved_by),
	CONSTRAINT "risk_limits_by_asset" CHECK (asset_id IS NULL OR coalesce(max_daily_trade_volume, max_daily_withdrawal, max_monthly_withdrawal, leverage_multiplier) IS NULL)
);
--> statement-breakpoint
ALTER TABLE "compliance"."subjects" ADD COLUMN "limits" jsonb;--> statement-breakpoint
ALTER TABLE "compliance"."subjects" ADD COLUMN "limits_base" varchar(64);--> statement-breakpoint
ALTER TABLE "compliance"."subjects" ADD COLUMN "limits_due_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "risk_limit_proposals_user_id_idx" ON "compliance"."risk_limit_proposals" USING btree ("user_id") WHERE is_open;--> statement-breakpoint
CREATE UNIQUE INDEX "risk_limit_proposals_open_idx" ON "compliance"."risk_limit_proposals" USING btree (coalesce(user_id, '00000000-0000-0000-0000-000000000000'),coalesce(asset_id, '00000000-0000-0000-0000-000000000000')) WHERE is_open;--> statement-breakpoint
CREATE INDEX "risk_limits_user_id_idx" ON "compliance"."risk_limits" USING btree ("user_id","asset_id","effective_from");--> statement-breakpoint
CREATE INDEX "risk_limits_asset_id_idx" ON "compliance"."risk_limits" USING btree ("asset_id");--> statement-breakpoint
CREATE INDEX "risk_limits_effective_from_idx" ON "compliance"."risk_limits" USING btree ("effective_from");--> statement-breakpoint
CREATE INDEX "risk_limits_created_at_idx" ON "compliance"."risk_limits" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "subjects_limits_due_at_idx" ON "compliance"."subjects" USING btree ("partition","limits_due_at") WHERE limits_due_at IS NOT NULL;--> statement-breakpoint
ALTER TABLE "compliance"."risk_limits" ADD CONSTRAINT "risk_limits_one_at_a_time" EXCLUDE USING gist (
	coalesce(user_id, '00000000-0000-0000-0000-000000000000') WITH =,
	coalesce(asset_id, '00000000-0000-0000-0000-000000000000') WITH =,
	tstzrange(effective_from, effective_until) WITH &&
) WHERE (is_active);--> statement-breakpoint
-- Of whoever has a live account it is found at once what holds.
UPDATE "compliance"."subjects" s SET "limits_due_at" = 'epoch' WHERE EXISTS (
	SELECT FROM "compliance"."account_view" a WHERE a.partition = s.partition AND a.user_id = s.id AND a.mode = 'live'
);
