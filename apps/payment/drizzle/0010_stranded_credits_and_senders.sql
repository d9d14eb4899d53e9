-- What a closed account could not take may be given to another, and whoever sent money of nobody is screened, sealed with a key of their own.
ALTER TYPE "payment"."deposit_status" ADD VALUE 'allocated';--> statement-breakpoint
ALTER TABLE "payment"."deposits" DROP CONSTRAINT "deposits_credit";--> statement-breakpoint
ALTER TABLE "payment"."unallocated_receipts" ALTER COLUMN "payer" SET DATA TYPE jsonb USING NULL;--> statement-breakpoint
ALTER TABLE "payment"."deposits" ADD COLUMN "allocation_target_id" uuid;--> statement-breakpoint
ALTER TABLE "payment"."deposits" ADD COLUMN "allocation_proposed_by" uuid;--> statement-breakpoint
ALTER TABLE "payment"."deposits" ADD COLUMN "allocation_command_hash" varchar(64);--> statement-breakpoint
ALTER TABLE "payment"."deposits" ADD COLUMN "allocation_proposed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payment"."deposits" ADD COLUMN "allocated_to" uuid;--> statement-breakpoint
ALTER TABLE "payment"."deposits" ADD COLUMN "allocation_approved_by" uuid;--> statement-breakpoint
ALTER TABLE "payment"."unallocated_receipts" ADD COLUMN "owner_id" uuid;--> statement-breakpoint
UPDATE "payment"."unallocated_receipts" SET owner_id = id;--> statement-breakpoint
ALTER TABLE "payment"."unallocated_receipts" ALTER COLUMN "owner_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "payment"."unallocated_receipts" ADD COLUMN "bank_check_id" uuid;--> statement-breakpoint
ALTER TABLE "payment"."unallocated_receipts" ADD COLUMN "outstanding_checks" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "payment"."unallocated_receipts" ADD COLUMN "hit_checks" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "payment"."unallocated_receipts" DROP COLUMN "payer_country";--> statement-breakpoint
ALTER TABLE "payment"."unallocated_receipts" DROP COLUMN "payer_bank";--> statement-breakpoint
ALTER TABLE "payment"."deposits" ADD CONSTRAINT "deposits_allocators" CHECK (allocation_approved_by <> allocation_proposed_by);--> statement-breakpoint
ALTER TABLE "payment"."deposits" ADD CONSTRAINT "deposits_credit" CHECK (credit IN ('credited', 'suspended', 'stranded'));