-- Fees are told by who gets them, and those of a venue are judged in its currency, so order keeps the rates.
CREATE TABLE "order"."fx_rates" (
	"base" varchar(3) NOT NULL,
	"quote" varchar(3) NOT NULL,
	"rate" numeric(20, 10) NOT NULL,
	"source" varchar(50) NOT NULL,
	"as_of" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "fx_rates_base_quote_pk" PRIMARY KEY("base","quote")
);
--> statement-breakpoint
ALTER TABLE "order"."executions" ADD COLUMN "fee_components" json;
--> statement-breakpoint
-- What was charged until now is not told apart further. The text is the one that the service writes.
UPDATE "order"."executions" SET "fee_components" =
	('{"commission":"' || trim_scale("commission") || '","fees":"' || trim_scale("fees") || '"}')::json;
--> statement-breakpoint
ALTER TABLE "order"."executions" ALTER COLUMN "fee_components" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "order"."orders" ADD COLUMN "fee_parts" json;