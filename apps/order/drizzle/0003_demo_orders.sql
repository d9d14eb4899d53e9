-- Demo orders trade against nobody, and market is told where they wait for prices.
ALTER TABLE "order"."executions" ALTER COLUMN "counter_order_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "order"."markets" ADD COLUMN "quotes_wanted" boolean DEFAULT false NOT NULL;