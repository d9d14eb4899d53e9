-- The ledger: accounts with their cash, holdings, reservations and clearing, what is shown of them, and the tables of the engine.
CREATE SCHEMA IF NOT EXISTS "wallet";
--> statement-breakpoint
CREATE TYPE "wallet"."adjustment_status" AS ENUM('proposed', 'posted', 'rejected');--> statement-breakpoint
CREATE TYPE "wallet"."entry_direction" AS ENUM('debit', 'credit');--> statement-breakpoint
CREATE TYPE "wallet"."ledger_account_kind" AS ENUM('client_cash', 'client_cash_reserved', 'client_asset', 'client_asset_reserved', 'clearing', 'bank', 'custody', 'fee_income', 'levy_payable', 'rounding', 'fx_position', 'suspense', 'client_receivable', 'firm_capital', 'demo_issuance');--> statement-breakpoint
CREATE TYPE "wallet"."reservation_purpose" AS ENUM('order_buy', 'order_sell', 'withdrawal');--> statement-breakpoint
CREATE TYPE "wallet"."reservation_status" AS ENUM('active', 'released', 'posted', 'tombstone');--> statement-breakpoint
CREATE TYPE "wallet"."wallet_account_status" AS ENUM('open', 'restricted', 'closed');--> statement-breakpoint
CREATE TABLE "wallet"."claims" (
	"scope" varchar(30) NOT NULL,
	"value" varchar(255) NOT NULL,
	"owner_id" uuid NOT NULL,
	"partition" smallint NOT NULL,
	CONSTRAINT "claims_scope_value_pk" PRIMARY KEY("scope","value")
);
--> statement-breakpoint
CREATE TABLE "wallet"."config_versions" (
	"key" varchar(100) NOT NULL,
	"version" integer NOT NULL,
	"value" jsonb NOT NULL,
	"value_sha256" varchar(64) NOT NULL,
	"effective_from" timestamp (3) with time zone NOT NULL,
	"effective_until" timestamp (3) with time zone,
	"legal_source" text,
	"reason" text NOT NULL,
	"proposed_by" uuid,
	"approved_by" uuid,
	"approved_at" timestamp (3) with time zone,
	CONSTRAINT "config_versions_key_version_pk" PRIMARY KEY("key","version")
);
--> statement-breakpoint
CREATE TABLE "wallet"."event_log" (
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
CREATE TABLE "wallet"."inbox" (
	"command_id" uuid PRIMARY KEY NOT NULL,
	"partition" smallint NOT NULL,
	"body_hash" "bytea" NOT NULL,
	"outcome" json NOT NULL,
	"position" bigint NOT NULL,
	"recorded_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "wallet"."link_in" (
	"partition" smallint NOT NULL,
	"source" varchar(20) NOT NULL,
	"source_partition" smallint NOT NULL,
	"sequence" bigint NOT NULL,
	"kafka_offset" bigint NOT NULL,
	CONSTRAINT "link_in_partition_source_source_partition_pk" PRIMARY KEY("partition","source","source_partition")
);
--> statement-breakpoint
CREATE TABLE "wallet"."link_out" (
	"partition" smallint NOT NULL,
	"target" varchar(20) NOT NULL,
	"target_partition" smallint NOT NULL,
	"sequence" bigint NOT NULL,
	CONSTRAINT "link_out_partition_target_target_partition_pk" PRIMARY KEY("partition","target","target_partition")
);
--> statement-breakpoint
CREATE TABLE "wallet"."log_head" (
	"partition" smallint PRIMARY KEY NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	"hash" "bytea" NOT NULL,
	"owner" uuid,
	"last_time" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "wallet"."parked" (
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
CREATE TABLE "wallet"."relay_checkpoint" (
	"partition" smallint PRIMARY KEY NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "wallet"."source_position" (
	"consumer" varchar(60) NOT NULL,
	"source" varchar(20) NOT NULL,
	"source_partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	"kafka_offset" bigint NOT NULL,
	CONSTRAINT "source_position_consumer_source_source_partition_pk" PRIMARY KEY("consumer","source","source_partition")
);
--> statement-breakpoint
CREATE TABLE "wallet"."timers" (
	"partition" smallint NOT NULL,
	"id" varchar(120) NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"command" json NOT NULL,
	CONSTRAINT "timers_partition_id_pk" PRIMARY KEY("partition","id")
);
--> statement-breakpoint
CREATE TABLE "wallet"."accounts" (
	"id" uuid NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"mode" text NOT NULL,
	"status" "wallet"."wallet_account_status" DEFAULT 'open' NOT NULL,
	"restrictions" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"limits" jsonb NOT NULL,
	"volume_day" numeric(20, 8) DEFAULT '0' NOT NULL,
	"volume_on" date,
	"withdrawn_day" numeric(20, 8) DEFAULT '0' NOT NULL,
	"withdrawn_month" numeric(20, 8) DEFAULT '0' NOT NULL,
	"withdrawn_on" date,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "accounts_partition_id_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "accounts_kind" CHECK (kind IN ('client', 'market_maker')),
	CONSTRAINT "accounts_mode" CHECK (mode IN ('live', 'demo')),
	CONSTRAINT "accounts_closed" CHECK ((status = 'closed') = (closed_at IS NOT NULL)),
	CONSTRAINT "accounts_volumes" CHECK (volume_day >= 0 AND withdrawn_day >= 0 AND withdrawn_month >= 0)
);
--> statement-breakpoint
CREATE TABLE "wallet"."holdings" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"account_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"mode" text NOT NULL,
	"asset_id" uuid NOT NULL,
	"quantity" numeric(20, 8) DEFAULT '0' NOT NULL,
	"reserved_quantity" numeric(20, 8) DEFAULT '0' NOT NULL,
	"average_purchase_price" numeric(20, 8) DEFAULT '0' NOT NULL,
	"total_invested" numeric(20, 8) DEFAULT '0' NOT NULL,
	"realized_pnl" numeric(20, 8) DEFAULT '0' NOT NULL,
	"last_updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "holdings_partition_id_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "holdings_account_asset" UNIQUE("partition","account_id","asset_id"),
	CONSTRAINT "holdings_amounts" CHECK (quantity >= 0 AND average_purchase_price >= 0 AND total_invested >= 0 AND reserved_quantity >= 0 AND reserved_quantity <= quantity)
);
--> statement-breakpoint
CREATE TABLE "wallet"."wallets" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"account_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"mode" text NOT NULL,
	"currency" varchar(3) NOT NULL,
	"available_balance" numeric(20, 8) DEFAULT '0' NOT NULL,
	"reserved_balance" numeric(20, 8) DEFAULT '0' NOT NULL,
	"total_balance" numeric(20, 8) DEFAULT '0' NOT NULL,
	"unsettled_balance" numeric(20, 8) DEFAULT '0' NOT NULL,
	"wallet_version" bigint DEFAULT 0 NOT NULL,
	"last_transaction_at" timestamp (3) with time zone,
	CONSTRAINT "wallets_partition_id_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "wallets_account_currency" UNIQUE("partition","account_id","currency"),
	CONSTRAINT "wallets_balances" CHECK (available_balance >= 0 AND reserved_balance >= 0 AND unsettled_balance >= 0 AND total_balance = available_balance + reserved_balance)
);
--> statement-breakpoint
CREATE TABLE "wallet"."reservations" (
	"id" uuid NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"account_id" uuid NOT NULL,
	"purpose" "wallet"."reservation_purpose",
	"asset" varchar(40),
	"asset_id" uuid,
	"quantity" numeric(20, 8),
	"filled_quantity" numeric(20, 8) DEFAULT '0' NOT NULL,
	"amount" numeric(20, 8) NOT NULL,
	"drawn_amount" numeric(20, 8) DEFAULT '0' NOT NULL,
	"legs" integer DEFAULT 0 NOT NULL,
	"usd_value" numeric(20, 8) NOT NULL,
	"increments" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"status" "wallet"."reservation_status" DEFAULT 'active' NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "reservations_partition_id_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "reservations_amount" CHECK (CASE WHEN status = 'tombstone' THEN amount = 0 ELSE amount > 0 END),
	CONSTRAINT "reservations_drawn" CHECK (drawn_amount >= 0 AND drawn_amount <= amount),
	CONSTRAINT "reservations_terms" CHECK (status = 'tombstone' OR (purpose IS NOT NULL AND asset IS NOT NULL)),
	CONSTRAINT "reservations_closed" CHECK ((status = 'active') = (closed_at IS NULL))
);
--> statement-breakpoint
CREATE TABLE "wallet"."maturities" (
	"execution_ref" varchar(80) NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"account_id" uuid NOT NULL,
	"currency" varchar(3) NOT NULL,
	"amount" numeric(20, 8) NOT NULL,
	"matures_on" date NOT NULL,
	"matured_at" timestamp (3) with time zone,
	CONSTRAINT "maturities_partition_execution_ref_pk" PRIMARY KEY("partition","execution_ref"),
	CONSTRAINT "maturities_amount" CHECK (amount > 0)
);
--> statement-breakpoint
CREATE TABLE "wallet"."open_items" (
	"trade_id" uuid NOT NULL,
	"side" text NOT NULL,
	"asset" varchar(40) NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"account_id" uuid NOT NULL,
	"amount" numeric(20, 8) NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "open_items_partition_trade_id_side_asset_pk" PRIMARY KEY("partition","trade_id","side","asset"),
	CONSTRAINT "open_items_side" CHECK (side IN ('buy', 'sell'))
);
--> statement-breakpoint
CREATE TABLE "wallet"."ledger_accounts" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"kind" "wallet"."ledger_account_kind" NOT NULL,
	"mode" text NOT NULL,
	"asset" varchar(40) NOT NULL,
	"account_id" uuid,
	"debits" numeric(38, 8) DEFAULT '0' NOT NULL,
	"credits" numeric(38, 8) DEFAULT '0' NOT NULL,
	CONSTRAINT "ledger_accounts_partition_id_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "ledger_accounts_name" UNIQUE NULLS NOT DISTINCT("partition","kind","mode","asset","account_id"),
	CONSTRAINT "ledger_accounts_totals" CHECK (debits >= 0 AND credits >= 0),
	CONSTRAINT "ledger_accounts_clients" CHECK (credits >= debits OR kind NOT IN ('client_cash', 'client_cash_reserved', 'client_asset', 'client_asset_reserved'))
);
--> statement-breakpoint
CREATE TABLE "wallet"."ledger_entries" (
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"line" smallint NOT NULL,
	"kind" "wallet"."ledger_account_kind" NOT NULL,
	"account_id" uuid,
	"mode" text NOT NULL,
	"asset" varchar(40) NOT NULL,
	"direction" "wallet"."entry_direction" NOT NULL,
	"amount" numeric(20, 8) NOT NULL,
	"balance_after" numeric(38, 8) NOT NULL,
	"cause" varchar(60) NOT NULL,
	"reference_id" uuid NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "ledger_entries_partition_position_line_pk" PRIMARY KEY("partition","position","line"),
	CONSTRAINT "ledger_entries_amount" CHECK (amount > 0)
);
--> statement-breakpoint
CREATE TABLE "wallet"."ledger_transactions" (
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"mode" text NOT NULL,
	"asset" varchar(40) NOT NULL,
	"debits" numeric(38, 8) NOT NULL,
	"credits" numeric(38, 8) NOT NULL,
	"cause" varchar(60) NOT NULL,
	"mur_amount" numeric(38, 8),
	"fx_rate" numeric(20, 10),
	"fx_source" varchar(50),
	"fx_quoted_at" timestamp (3) with time zone,
	"fx_stale" boolean DEFAULT false NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "ledger_transactions_partition_position_mode_asset_pk" PRIMARY KEY("partition","position","mode","asset"),
	CONSTRAINT "ledger_transactions_balanced" CHECK (debits = credits)
);
--> statement-breakpoint
CREATE TABLE "wallet"."adjustments" (
	"id" uuid NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"account_id" uuid NOT NULL,
	"asset" varchar(40) NOT NULL,
	"amount" numeric(20, 8) NOT NULL,
	"unit_cost" numeric(20, 8),
	"against" text NOT NULL,
	"reason" text NOT NULL,
	"evidence" text NOT NULL,
	"status" "wallet"."adjustment_status" DEFAULT 'proposed' NOT NULL,
	"proposed_by" uuid NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	CONSTRAINT "adjustments_partition_id_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "adjustments_two_people" CHECK (proposed_by <> decided_by),
	CONSTRAINT "adjustments_amount" CHECK (amount <> 0),
	CONSTRAINT "adjustments_against" CHECK (against IN ('bank', 'firm_capital', 'custody')),
	CONSTRAINT "adjustments_decided" CHECK ((status = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL))
);
--> statement-breakpoint
CREATE TABLE "wallet"."fx_rates" (
	"base" varchar(3) NOT NULL,
	"quote" varchar(3) NOT NULL,
	"rate" numeric(20, 10) NOT NULL,
	"source" varchar(50) NOT NULL,
	"as_of" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "fx_rates_base_quote_pk" PRIMARY KEY("base","quote")
);
--> statement-breakpoint
CREATE TABLE "wallet"."ledger_balances" (
	"partition" smallint NOT NULL,
	"kind" "wallet"."ledger_account_kind" NOT NULL,
	"mode" text NOT NULL,
	"asset" varchar(40) NOT NULL,
	"account_id" uuid NOT NULL,
	"balance" numeric(38, 8) NOT NULL,
	CONSTRAINT "ledger_balances_partition_kind_mode_asset_account_id_pk" PRIMARY KEY("partition","kind","mode","asset","account_id")
);
--> statement-breakpoint
CREATE TABLE "wallet"."prices" (
	"asset_id" uuid PRIMARY KEY NOT NULL,
	"symbol" varchar(32) NOT NULL,
	"currency" varchar(3) NOT NULL,
	"price" numeric(20, 8),
	"priced_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "wallet"."holdings" ADD CONSTRAINT "holdings_account" FOREIGN KEY ("partition","account_id") REFERENCES "wallet"."accounts"("partition","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallet"."wallets" ADD CONSTRAINT "wallets_account" FOREIGN KEY ("partition","account_id") REFERENCES "wallet"."accounts"("partition","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallet"."reservations" ADD CONSTRAINT "reservations_account" FOREIGN KEY ("partition","account_id") REFERENCES "wallet"."accounts"("partition","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallet"."maturities" ADD CONSTRAINT "maturities_account" FOREIGN KEY ("partition","account_id") REFERENCES "wallet"."accounts"("partition","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallet"."open_items" ADD CONSTRAINT "open_items_account" FOREIGN KEY ("partition","account_id") REFERENCES "wallet"."accounts"("partition","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallet"."adjustments" ADD CONSTRAINT "adjustments_account" FOREIGN KEY ("partition","account_id") REFERENCES "wallet"."accounts"("partition","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "inbox_recorded_at_idx" ON "wallet"."inbox" USING btree ("recorded_at");--> statement-breakpoint
CREATE INDEX "timers_due_at_idx" ON "wallet"."timers" USING btree ("partition","due_at");--> statement-breakpoint
CREATE INDEX "accounts_user_idx" ON "wallet"."accounts" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "accounts_status_idx" ON "wallet"."accounts" USING btree ("status");--> statement-breakpoint
CREATE INDEX "holdings_user_idx" ON "wallet"."holdings" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "holdings_asset_idx" ON "wallet"."holdings" USING btree ("asset_id");--> statement-breakpoint
CREATE INDEX "wallets_user_idx" ON "wallet"."wallets" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "wallets_currency_idx" ON "wallet"."wallets" USING btree ("currency");--> statement-breakpoint
CREATE INDEX "reservations_account_idx" ON "wallet"."reservations" USING btree ("account_id","status");--> statement-breakpoint
CREATE INDEX "reservations_created_idx" ON "wallet"."reservations" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "maturities_day_idx" ON "wallet"."maturities" USING btree ("matures_on") WHERE matured_at IS NULL;--> statement-breakpoint
CREATE INDEX "maturities_account_idx" ON "wallet"."maturities" USING btree ("account_id") WHERE matured_at IS NULL;--> statement-breakpoint
CREATE INDEX "open_items_opened_idx" ON "wallet"."open_items" USING btree ("opened_at") WHERE closed_at IS NULL;--> statement-breakpoint
CREATE INDEX "open_items_account_idx" ON "wallet"."open_items" USING btree ("account_id") WHERE closed_at IS NULL;--> statement-breakpoint
CREATE INDEX "ledger_entries_account_idx" ON "wallet"."ledger_entries" USING btree ("account_id","occurred_at");--> statement-breakpoint
CREATE INDEX "ledger_entries_reference_idx" ON "wallet"."ledger_entries" USING btree ("reference_id");--> statement-breakpoint
CREATE INDEX "adjustments_account_idx" ON "wallet"."adjustments" USING btree ("account_id","status");--> statement-breakpoint
CREATE INDEX "adjustments_status_idx" ON "wallet"."adjustments" USING btree ("status");