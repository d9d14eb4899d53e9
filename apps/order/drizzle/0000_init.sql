-- Order books: markets, orders and executions, whose account is whose, and the tables of the engine.
CREATE SCHEMA IF NOT EXISTS "order";
--> statement-breakpoint
CREATE TYPE "order"."execution_venue" AS ENUM('internal', 'quote', 'routed');--> statement-breakpoint
CREATE TYPE "order"."leg_status" AS ENUM('pending', 'settled');--> statement-breakpoint
CREATE TYPE "order"."liquidity" AS ENUM('maker', 'taker');--> statement-breakpoint
CREATE TYPE "order"."market_state" AS ENUM('open', 'halted');--> statement-breakpoint
CREATE TYPE "order"."mode" AS ENUM('live', 'demo');--> statement-breakpoint
CREATE TYPE "order"."order_status" AS ENUM('pending', 'open', 'partially_filled', 'filled', 'cancelled', 'rejected', 'expired');--> statement-breakpoint
CREATE TYPE "order"."order_type" AS ENUM('market', 'limit', 'stop_loss', 'stop_limit', 'trailing_stop');--> statement-breakpoint
CREATE TYPE "order"."self_trade_prevention" AS ENUM('cancel_newest', 'cancel_oldest', 'cancel_both');--> statement-breakpoint
CREATE TYPE "order"."side" AS ENUM('buy', 'sell');--> statement-breakpoint
CREATE TYPE "order"."order_time_in_force" AS ENUM('day', 'gtc', 'ioc', 'fok');--> statement-breakpoint
CREATE TABLE "order"."claims" (
	"scope" varchar(30) NOT NULL,
	"value" varchar(255) NOT NULL,
	"owner_id" uuid NOT NULL,
	"partition" smallint NOT NULL,
	CONSTRAINT "claims_scope_value_pk" PRIMARY KEY("scope","value")
);
--> statement-breakpoint
CREATE TABLE "order"."config_versions" (
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
CREATE TABLE "order"."event_log" (
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
CREATE TABLE "order"."inbox" (
	"command_id" uuid PRIMARY KEY NOT NULL,
	"partition" smallint NOT NULL,
	"body_hash" "bytea" NOT NULL,
	"outcome" json NOT NULL,
	"position" bigint NOT NULL,
	"recorded_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "order"."link_in" (
	"partition" smallint NOT NULL,
	"source" varchar(20) NOT NULL,
	"source_partition" smallint NOT NULL,
	"sequence" bigint NOT NULL,
	"kafka_offset" bigint NOT NULL,
	CONSTRAINT "link_in_partition_source_source_partition_pk" PRIMARY KEY("partition","source","source_partition")
);
--> statement-breakpoint
CREATE TABLE "order"."link_out" (
	"partition" smallint NOT NULL,
	"target" varchar(20) NOT NULL,
	"target_partition" smallint NOT NULL,
	"sequence" bigint NOT NULL,
	CONSTRAINT "link_out_partition_target_target_partition_pk" PRIMARY KEY("partition","target","target_partition")
);
--> statement-breakpoint
CREATE TABLE "order"."log_head" (
	"partition" smallint PRIMARY KEY NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	"hash" "bytea" NOT NULL,
	"owner" uuid,
	"last_time" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "order"."parked" (
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
CREATE TABLE "order"."relay_checkpoint" (
	"partition" smallint PRIMARY KEY NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "order"."source_position" (
	"consumer" varchar(60) NOT NULL,
	"source" varchar(20) NOT NULL,
	"source_partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	"kafka_offset" bigint NOT NULL,
	CONSTRAINT "source_position_consumer_source_source_partition_pk" PRIMARY KEY("consumer","source","source_partition")
);
--> statement-breakpoint
CREATE TABLE "order"."timers" (
	"partition" smallint NOT NULL,
	"id" varchar(120) NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"command" json NOT NULL,
	CONSTRAINT "timers_partition_id_pk" PRIMARY KEY("partition","id")
);
--> statement-breakpoint
CREATE TABLE "order"."executions" (
	"partition" smallint NOT NULL,
	"trade_id" uuid NOT NULL,
	"side" "order"."side" NOT NULL,
	"position" bigint NOT NULL,
	"order_id" uuid NOT NULL,
	"counter_order_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"asset_id" uuid NOT NULL,
	"symbol" varchar(32) NOT NULL,
	"liquidity" "order"."liquidity" NOT NULL,
	"price" numeric(20, 8) NOT NULL,
	"quantity" numeric(20, 8) NOT NULL,
	"gross_amount" numeric(20, 8) NOT NULL,
	"commission" numeric(20, 8) NOT NULL,
	"fees" numeric(20, 8) NOT NULL,
	"net_amount" numeric(20, 8) NOT NULL,
	"leg_status" "order"."leg_status" NOT NULL,
	"venue" "order"."execution_venue" DEFAULT 'internal' NOT NULL,
	"venue_reference" varchar(100),
	"contract_note_number" varchar(40) NOT NULL,
	"settlement_date" text NOT NULL,
	"executed_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "executions_partition_trade_id_side_pk" PRIMARY KEY("partition","trade_id","side"),
	CONSTRAINT "executions_contract_note" UNIQUE("contract_note_number"),
	CONSTRAINT "executions_amounts" CHECK (price > 0 AND quantity > 0),
	CONSTRAINT "executions_settled" CHECK ((leg_status = 'settled') = (settled_at IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE "order"."markets" (
	"partition" smallint NOT NULL,
	"asset_id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"symbol" varchar(32) NOT NULL,
	"quote_currency" varchar(3) NOT NULL,
	"state" "order"."market_state" NOT NULL,
	"halt_reason" varchar(100),
	"terms" json NOT NULL,
	"session" json,
	"last_trade_price" numeric(20, 8),
	"last_trade_size" numeric(20, 8),
	"last_trade_at" timestamp (3) with time zone,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "markets_partition_asset_id_pk" PRIMARY KEY("partition","asset_id"),
	CONSTRAINT "markets_symbol" UNIQUE("symbol")
);
--> statement-breakpoint
CREATE TABLE "order"."orders" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"account_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"mode" "order"."mode" NOT NULL,
	"asset_id" uuid NOT NULL,
	"symbol" varchar(32) NOT NULL,
	"quote_currency" varchar(3) NOT NULL,
	"client_order_id" varchar(64),
	"order_type" "order"."order_type" NOT NULL,
	"side" "order"."side" NOT NULL,
	"status" "order"."order_status" NOT NULL,
	"time_in_force" "order"."order_time_in_force" NOT NULL,
	"venue" "order"."execution_venue" DEFAULT 'internal' NOT NULL,
	"post_only" boolean NOT NULL,
	"self_trade_prevention" "order"."self_trade_prevention" NOT NULL,
	"quantity" numeric(20, 8) NOT NULL,
	"remaining_quantity" numeric(20, 8) NOT NULL,
	"filled_quantity" numeric(20, 8) NOT NULL,
	"limit_price" numeric(20, 8),
	"stop_price" numeric(20, 8),
	"trail_amount" numeric(20, 8),
	"trail_percent" numeric(20, 8),
	"trail_reference_price" numeric(20, 8),
	"protection_price" numeric(20, 8),
	"average_execution_price" numeric(20, 8),
	"total_value" numeric(20, 8) NOT NULL,
	"commission" numeric(20, 8) NOT NULL,
	"fees" numeric(20, 8) NOT NULL,
	"net_amount" numeric(20, 8) NOT NULL,
	"fee_rate" numeric(10, 8) NOT NULL,
	"commission_rate" numeric(10, 8) NOT NULL,
	"fee_minimum" numeric(20, 8) NOT NULL,
	"fee_version" integer NOT NULL,
	"reserved_asset" varchar(40) NOT NULL,
	"reserved_amount" numeric(20, 8) NOT NULL,
	"drawn_amount" numeric(20, 8) NOT NULL,
	"legs" integer NOT NULL,
	"amendment" json,
	"priority" bigint NOT NULL,
	"rejection_reason" varchar(60),
	"close_reason" varchar(60),
	"placed_at" timestamp (3) with time zone NOT NULL,
	"opened_at" timestamp (3) with time zone,
	"triggered_at" timestamp (3) with time zone,
	"executed_at" timestamp (3) with time zone,
	"cancelled_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "orders_partition_id_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "orders_fills" CHECK (quantity > 0 AND filled_quantity >= 0 AND remaining_quantity = quantity - filled_quantity AND remaining_quantity >= 0),
	CONSTRAINT "orders_drawn" CHECK (drawn_amount >= 0 AND drawn_amount <= reserved_amount),
	CONSTRAINT "orders_limit_price" CHECK ((limit_price IS NOT NULL) = (order_type IN ('limit', 'stop_limit')) AND (limit_price IS NULL OR limit_price > 0)),
	CONSTRAINT "orders_stop_price" CHECK (CASE WHEN order_type IN ('market', 'limit') THEN stop_price IS NULL ELSE stop_price > 0 END),
	CONSTRAINT "orders_trail" CHECK (CASE WHEN order_type = 'trailing_stop' THEN (trail_amount IS NULL) <> (trail_percent IS NULL) ELSE trail_amount IS NULL AND trail_percent IS NULL END),
	CONSTRAINT "orders_post_only" CHECK (NOT post_only OR (order_type = 'limit' AND time_in_force IN ('day', 'gtc'))),
	CONSTRAINT "orders_closed" CHECK ((closed_at IS NOT NULL) = (status IN ('filled', 'cancelled', 'rejected', 'expired')))
);
--> statement-breakpoint
CREATE TABLE "order"."trader_view" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"mode" "order"."mode" NOT NULL
);
--> statement-breakpoint
CREATE INDEX "inbox_recorded_at_idx" ON "order"."inbox" USING btree ("recorded_at");--> statement-breakpoint
CREATE INDEX "timers_due_at_idx" ON "order"."timers" USING btree ("partition","due_at");--> statement-breakpoint
CREATE INDEX "executions_account_idx" ON "order"."executions" USING btree ("account_id","executed_at");--> statement-breakpoint
CREATE INDEX "executions_order_idx" ON "order"."executions" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "executions_unsettled_idx" ON "order"."executions" USING btree ("partition","asset_id") WHERE leg_status = 'pending';--> statement-breakpoint
CREATE INDEX "orders_account_idx" ON "order"."orders" USING btree ("account_id","placed_at");--> statement-breakpoint
CREATE INDEX "orders_live_idx" ON "order"."orders" USING btree ("partition","asset_id","priority") WHERE status IN ('pending', 'open', 'partially_filled');