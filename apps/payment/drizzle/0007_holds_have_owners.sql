-- Whatever stands still says since when, and who has taken it (regulation STR-9). What waits already has waited since its last change.
ALTER TABLE "payment"."deposits" ADD COLUMN "hold_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payment"."deposits" ADD COLUMN "hold_owner" uuid;--> statement-breakpoint
ALTER TABLE "payment"."unallocated_receipts" ADD COLUMN "hold_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payment"."unallocated_receipts" ADD COLUMN "hold_owner" uuid;--> statement-breakpoint
ALTER TABLE "payment"."withdrawals" ADD COLUMN "hold_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payment"."withdrawals" ADD COLUMN "hold_owner" uuid;--> statement-breakpoint
CREATE INDEX "deposits_hold_idx" ON "payment"."deposits" USING btree ("hold_since") WHERE hold_since IS NOT NULL;--> statement-breakpoint
CREATE INDEX "unallocated_receipts_hold_idx" ON "payment"."unallocated_receipts" USING btree ("hold_since") WHERE hold_since IS NOT NULL;--> statement-breakpoint
CREATE INDEX "withdrawals_hold_idx" ON "payment"."withdrawals" USING btree ("hold_since") WHERE hold_since IS NOT NULL;--> statement-breakpoint
UPDATE "payment"."deposits" SET hold_since = updated_at
  WHERE status = 'held' OR (status = 'processing' AND screening <> 'clear') OR (status = 'cleared' AND credit IS DISTINCT FROM 'credited');--> statement-breakpoint
UPDATE "payment"."withdrawals" SET hold_since = updated_at
  WHERE status IN ('pending', 'flagged', 'approved') OR (status = 'processing' AND cardinality(hit_checks) > 0);--> statement-breakpoint
UPDATE "payment"."unallocated_receipts" SET hold_since = created_at WHERE status = 'open';