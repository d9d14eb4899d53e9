-- Instruments with their sessions, quotes and tape, calendars, exchange rates, and the tables of the engine.
CREATE SCHEMA IF NOT EXISTS "market";
--> statement-breakpoint
-- A CHECK may hold no subquery, and every rung of a ladder is to be looked at.
CREATE FUNCTION market.ticks_are_exact(ladder jsonb, lot numeric) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(bool_and((rung ->> 'tick')::numeric * lot = round((rung ->> 'tick')::numeric * lot, 8)), true)
  FROM jsonb_array_elements(ladder) AS rung
$$;
--> statement-breakpoint
CREATE TYPE "market"."asset_type" AS ENUM('stock', 'forex', 'crypto', 'commodity', 'index', 'etf', 'bond');--> statement-breakpoint
CREATE TYPE "market"."exchange" AS ENUM('NYSE', 'NASDAQ', 'LSE', 'SEM', 'FOREX', 'CRYPTO', 'COMMODITY');--> statement-breakpoint
CREATE TYPE "market"."instrument_status" AS ENUM('active', 'halted', 'suspended', 'delisted');--> statement-breakpoint
CREATE TYPE "market"."calendar_day_kind" AS ENUM('holiday', 'early_close');--> statement-breakpoint
CREATE TYPE "market"."bar_timeframe" AS ENUM('1Min', '5Min', '15Min', '1Hour', '1Day');--> statement-breakpoint
CREATE TYPE "market"."quote_source" AS ENUM('stream', 'rest', 'book', 'simulator');--> statement-breakpoint
CREATE TABLE "market"."claims" (
	"scope" varchar(30) NOT NULL,
	"value" varchar(255) NOT NULL,
	"owner_id" uuid NOT NULL,
	"partition" smallint NOT NULL,
	CONSTRAINT "claims_scope_value_pk" PRIMARY KEY("scope","value")
);
--> statement-breakpoint
CREATE TABLE "market"."config_versions" (
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
CREATE TABLE "market"."event_log" (
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
CREATE TABLE "market"."inbox" (
	"command_id" uuid PRIMARY KEY NOT NULL,
	"partition" smallint NOT NULL,
	"body_hash" "bytea" NOT NULL,
	"outcome" json NOT NULL,
	"position" bigint NOT NULL,
	"recorded_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "market"."link_in" (
	"partition" smallint NOT NULL,
	"source" varchar(20) NOT NULL,
	"source_partition" smallint NOT NULL,
	"sequence" bigint NOT NULL,
	"kafka_offset" bigint NOT NULL,
	CONSTRAINT "link_in_partition_source_source_partition_pk" PRIMARY KEY("partition","source","source_partition")
);
--> statement-breakpoint
CREATE TABLE "market"."link_out" (
	"partition" smallint NOT NULL,
	"target" varchar(20) NOT NULL,
	"target_partition" smallint NOT NULL,
	"sequence" bigint NOT NULL,
	CONSTRAINT "link_out_partition_target_target_partition_pk" PRIMARY KEY("partition","target","target_partition")
);
--> statement-breakpoint
CREATE TABLE "market"."log_head" (
	"partition" smallint PRIMARY KEY NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	"hash" "bytea" NOT NULL,
	"owner" uuid,
	"last_time" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "market"."parked" (
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
CREATE TABLE "market"."relay_checkpoint" (
	"partition" smallint PRIMARY KEY NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "market"."source_position" (
	"consumer" varchar(60) NOT NULL,
	"source" varchar(20) NOT NULL,
	"source_partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	"kafka_offset" bigint NOT NULL,
	CONSTRAINT "source_position_consumer_source_source_partition_pk" PRIMARY KEY("consumer","source","source_partition")
);
--> statement-breakpoint
CREATE TABLE "market"."timers" (
	"partition" smallint NOT NULL,
	"id" varchar(120) NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"command" json NOT NULL,
	CONSTRAINT "timers_partition_id_pk" PRIMARY KEY("partition","id")
);
--> statement-breakpoint
CREATE TABLE "market"."assets" (
	"id" uuid NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"symbol" varchar(32) NOT NULL,
	"name" varchar(255) NOT NULL,
	"asset_type" "market"."asset_type" NOT NULL,
	"exchange" "market"."exchange" NOT NULL,
	"quote_currency" varchar(3) NOT NULL,
	"isin" varchar(12),
	"cusip" varchar(9),
	"status" "market"."instrument_status" DEFAULT 'active' NOT NULL,
	"is_tradable" boolean DEFAULT true NOT NULL,
	"is_demo_tradable" boolean DEFAULT true NOT NULL,
	"min_order_quantity" numeric(20,8) NOT NULL,
	"max_order_quantity" numeric(20,8),
	"tick_size" numeric(20,8) NOT NULL,
	"tick_ladder" jsonb,
	"lot_size" numeric(20,8) NOT NULL,
	"price_band_percent" numeric(20,8),
	"market_collar_percent" numeric(20,8) NOT NULL,
	"quote_age_ms_max" integer DEFAULT 45000 NOT NULL,
	"calendar_code" varchar(20) NOT NULL,
	"provider_symbol" varchar(64),
	"description" text,
	"sector" varchar(100),
	"industry" varchar(100),
	"metadata" jsonb,
	"bar_opened_at" timestamp (3) with time zone,
	CONSTRAINT "assets_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "assets_symbol" CHECK (symbol ~ '^[A-Z0-9._-]{1,32}$'),
	CONSTRAINT "assets_sizes" CHECK (tick_size > 0 and lot_size > 0 and min_order_quantity > 0 and max_order_quantity >= min_order_quantity),
	CONSTRAINT "assets_percents" CHECK (price_band_percent > 0 and market_collar_percent > 0),
	CONSTRAINT "assets_exact_tick" CHECK (tick_size * lot_size = round(tick_size * lot_size, 8)),
	CONSTRAINT "assets_exact_ladder" CHECK (market.ticks_are_exact(tick_ladder, lot_size))
);
--> statement-breakpoint
CREATE TABLE "market"."instrument_sessions" (
	"asset_id" uuid NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"calendar" jsonb NOT NULL,
	"day" date NOT NULL,
	"opens_at" timestamp (3) with time zone,
	"closes_at" timestamp (3) with time zone,
	"next_opens_at" timestamp (3) with time zone,
	"previous_close" numeric(20,8),
	"settlement_date" date NOT NULL,
	"valid_until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "instrument_sessions_pk" PRIMARY KEY("partition","asset_id")
);
--> statement-breakpoint
CREATE TABLE "market"."calendar_days" (
	"code" varchar(20) NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"day" date NOT NULL,
	"kind" "market"."calendar_day_kind" NOT NULL,
	"close_at" time(0),
	"name" varchar(100) NOT NULL,
	"source" varchar(255) NOT NULL,
	CONSTRAINT "calendar_days_pk" PRIMARY KEY("partition","code","day"),
	CONSTRAINT "calendar_days_close_at" CHECK ((kind = 'early_close') = (close_at is not null))
);
--> statement-breakpoint
CREATE TABLE "market"."calendar_followers" (
	"code" varchar(20) NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"asset_id" uuid NOT NULL,
	"told" boolean NOT NULL,
	CONSTRAINT "calendar_followers_pk" PRIMARY KEY("partition","code","asset_id")
);
--> statement-breakpoint
CREATE TABLE "market"."trading_calendars" (
	"code" varchar(20) NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"timezone" varchar(64) NOT NULL,
	"sessions" jsonb NOT NULL,
	"settlement_days" smallint NOT NULL,
	"effective_from" date NOT NULL,
	CONSTRAINT "trading_calendars_pk" PRIMARY KEY("partition","code","effective_from")
);
--> statement-breakpoint
CREATE TABLE "market"."fx_rates" (
	"base" varchar(3) NOT NULL,
	"quote" varchar(3) NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"rate" numeric(20,10) NOT NULL,
	"source" varchar(50) NOT NULL,
	"as_of" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "fx_rates_pk" PRIMARY KEY("partition","base","quote"),
	CONSTRAINT "fx_rates_rate" CHECK (rate > 0 and base <> quote)
);
--> statement-breakpoint
CREATE TABLE "market"."bars" (
	"partition" smallint NOT NULL,
	"asset_id" uuid NOT NULL,
	"timeframe" "market"."bar_timeframe" NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"open" numeric(20,8) NOT NULL,
	"high" numeric(20,8) NOT NULL,
	"low" numeric(20,8) NOT NULL,
	"close" numeric(20,8) NOT NULL,
	"volume" numeric(38,8) NOT NULL,
	"notional" numeric(38,8) NOT NULL,
	"trade_count" integer NOT NULL,
	CONSTRAINT "bars_pk" PRIMARY KEY("partition","asset_id","timeframe","opened_at"),
	CONSTRAINT "bars_prices" CHECK (low <= open and low <= close and high >= open and high >= close and volume >= 0)
);
--> statement-breakpoint
CREATE TABLE "market"."halts" (
	"partition" smallint NOT NULL,
	"asset_id" uuid NOT NULL,
	"halted" boolean NOT NULL,
	"reason" varchar(100),
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "halts_pk" PRIMARY KEY("partition","asset_id")
);
--> statement-breakpoint
CREATE TABLE "market"."quotes" (
	"asset_id" uuid NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"bid" numeric(20,8),
	"ask" numeric(20,8),
	"bid_size" numeric(20,8),
	"ask_size" numeric(20,8),
	"last_price" numeric(20,8),
	"last_size" numeric(20,8),
	"interval_high" numeric(20,8),
	"interval_low" numeric(20,8),
	"open" numeric(20,8),
	"high" numeric(20,8),
	"low" numeric(20,8),
	"traded_on" date,
	"source" "market"."quote_source" NOT NULL,
	"as_of" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "quotes_pk" PRIMARY KEY("partition","asset_id"),
	CONSTRAINT "quotes_prices" CHECK (bid > 0 and ask > 0 and last_price > 0 and open > 0 and high > 0 and low > 0),
	CONSTRAINT "quotes_sizes" CHECK (bid_size >= 0 and ask_size >= 0 and last_size >= 0),
	CONSTRAINT "quotes_not_crossed" CHECK (bid <= ask)
);
--> statement-breakpoint
CREATE TABLE "market"."trades" (
	"partition" smallint NOT NULL,
	"asset_id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"id" uuid NOT NULL,
	"price" numeric(20,8) NOT NULL,
	"quantity" numeric(20,8) NOT NULL,
	"taker_side" varchar(4) NOT NULL,
	"executed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "trades_pk" PRIMARY KEY("partition","asset_id","position"),
	CONSTRAINT "trades_taker_side" CHECK (taker_side in ('buy', 'sell'))
);
--> statement-breakpoint
CREATE INDEX "inbox_recorded_at_idx" ON "market"."inbox" USING btree ("recorded_at");--> statement-breakpoint
CREATE INDEX "timers_due_at_idx" ON "market"."timers" USING btree ("partition","due_at");--> statement-breakpoint
CREATE INDEX "assets_symbol_idx" ON "market"."assets" USING btree ("symbol");--> statement-breakpoint
CREATE INDEX "assets_asset_type_idx" ON "market"."assets" USING btree ("asset_type");--> statement-breakpoint
CREATE INDEX "assets_exchange_idx" ON "market"."assets" USING btree ("exchange");--> statement-breakpoint
CREATE INDEX "assets_status_idx" ON "market"."assets" USING btree ("status");--> statement-breakpoint
CREATE INDEX "assets_name_idx" ON "market"."assets" USING btree ("name");