-- The bank at the other end is screened beside whoever is at it (regulation SAN-1), so that a payment may wait for several checks.
ALTER TABLE "payment"."bank_accounts" ADD COLUMN "bank_check_id" uuid;--> statement-breakpoint
ALTER TABLE "payment"."bank_accounts" ADD COLUMN "outstanding_checks" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "payment"."bank_accounts" ADD COLUMN "hit_checks" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "payment"."deposits" ADD COLUMN "bank_check_id" uuid;--> statement-breakpoint
ALTER TABLE "payment"."deposits" ADD COLUMN "outstanding_checks" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "payment"."deposits" ADD COLUMN "hit_checks" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "payment"."unallocated_receipts" ADD COLUMN "payer_bank" varchar(255);--> statement-breakpoint
ALTER TABLE "payment"."withdrawals" ADD COLUMN "bank_check_id" uuid;--> statement-breakpoint
UPDATE "payment"."deposits" SET outstanding_checks = CASE WHEN screening = 'pending' THEN ARRAY[screening_check_id] ELSE '{}' END,
  hit_checks = CASE WHEN screening = 'other' THEN ARRAY[screening_check_id] ELSE '{}' END
  WHERE screening IN ('pending', 'other');--> statement-breakpoint
UPDATE "payment"."bank_accounts" SET outstanding_checks = CASE WHEN screening = 'pending' THEN ARRAY[screening_check_id] ELSE '{}' END,
  hit_checks = CASE WHEN screening = 'other' THEN ARRAY[screening_check_id] ELSE '{}' END
  WHERE screening IN ('pending', 'other');