-- Clients watch prices and instruments, and the prices of the world outside stand beside those of the own books.
CREATE TYPE "market"."alert_type" AS ENUM('price_above', 'price_below', 'percent_change', 'technical_indicator', 'volume_spike');--> statement-breakpoint
CREATE TYPE "market"."technical_indicator" AS ENUM('rsi', 'sma', 'ema', 'macd');--> statement-breakpoint
CREATE TABLE "market"."price_alerts" (
	"id" uuid NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"asset_id" uuid NOT NULL,
	"alert_type" "market"."alert_type" NOT NULL,
	"condition_value" numeric(20,8) NOT NULL,
	"reference_price" numeric(20,8),
	"technical_indicator" "market"."technical_indicator",
	"indicator_parameters" jsonb,
	"custom_message" varchar(500),
	"is_active" boolean DEFAULT true NOT NULL,
	"repeat_alert" boolean DEFAULT false NOT NULL,
	"armed" boolean DEFAULT true NOT NULL,
	"armed_position" bigint NOT NULL,
	"triggered_at" timestamp (3) with time zone,
	"triggered_price" numeric(20,8),
	"trigger_count" integer DEFAULT 0 NOT NULL,
	"expires_at" timestamp (3) with time zone,
	CONSTRAINT "price_alerts_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "price_alerts_indicator" CHECK ((technical_indicator is not null) = (alert_type = 'technical_indicator')),
	CONSTRAINT "price_alerts_reference" CHECK ((reference_price is not null) = (alert_type = 'percent_change')),
	CONSTRAINT "price_alerts_value" CHECK (condition_value > 0)
);
--> statement-breakpoint
CREATE TABLE "market"."feed_quotes" (
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
	CONSTRAINT "feed_quotes_pk" PRIMARY KEY("partition","asset_id"),
	CONSTRAINT "feed_quotes_prices" CHECK (bid > 0 and ask > 0 and last_price > 0 and open > 0 and high > 0 and low > 0),
	CONSTRAINT "feed_quotes_sizes" CHECK (bid_size >= 0 and ask_size >= 0 and last_size >= 0),
	CONSTRAINT "feed_quotes_not_crossed" CHECK (bid <= ask)
);
--> statement-breakpoint
CREATE TABLE "market"."watchlists" (
	"user_id" uuid NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"name" varchar(50) NOT NULL,
	"asset_ids" uuid[] NOT NULL,
	CONSTRAINT "watchlists_pk" PRIMARY KEY("partition","user_id","name"),
	CONSTRAINT "watchlists_assets" CHECK (cardinality(asset_ids) between 1 and 100)
);
--> statement-breakpoint
CREATE INDEX "price_alerts_asset_idx" ON "market"."price_alerts" USING btree ("asset_id","is_active");--> statement-breakpoint
CREATE INDEX "price_alerts_user_idx" ON "market"."price_alerts" USING btree ("user_id","is_active");--> statement-breakpoint
CREATE INDEX "price_alerts_triggered_idx" ON "market"."price_alerts" USING btree ("triggered_at");