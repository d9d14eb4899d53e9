-- When the first of two people spoke is shown to the second.
ALTER TABLE "payment"."bank_accounts" ADD COLUMN "proposed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payment"."deposits" ADD COLUMN "release_proposed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payment"."deposits" ADD COLUMN "refund_proposed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payment"."unallocated_receipts" ADD COLUMN "proposed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payment"."withdrawals" ADD COLUMN "resolution_at" timestamp (3) with time zone;