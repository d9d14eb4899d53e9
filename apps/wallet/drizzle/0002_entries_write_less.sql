-- Twelve lines an order enter two B-trees each, one of which is searched seldom and the other never for the house's.
DROP INDEX "wallet"."ledger_entries_account_idx";--> statement-breakpoint
CREATE INDEX "ledger_entries_account_idx" ON "wallet"."ledger_entries" USING btree ("account_id","occurred_at") WHERE account_id IS NOT NULL;--> statement-breakpoint
DROP INDEX "wallet"."ledger_entries_reference_idx";--> statement-breakpoint
-- A Bloom filter for each range of 64 pages, made once when the range is full, costs an insert next to nothing. It finds
-- the few ranges that may hold a reference; new ranges, not summed up yet, are read.
CREATE INDEX "ledger_entries_reference_idx" ON "wallet"."ledger_entries" USING brin (
	"reference_id" uuid_bloom_ops (n_distinct_per_range = 1024)
) WITH (pages_per_range = 64, autosummarize = on);
