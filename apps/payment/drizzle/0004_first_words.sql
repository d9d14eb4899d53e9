-- What the first of two people has said is kept as its hash beside who said it, of a deposit for its release and its refund: the second has to say the same.
ALTER TABLE "payment"."bank_accounts" ADD COLUMN "command_hash" varchar(64);--> statement-breakpoint
ALTER TABLE "payment"."deposits" ADD COLUMN "release_command_hash" varchar(64);--> statement-breakpoint
ALTER TABLE "payment"."deposits" ADD COLUMN "refund_command_hash" varchar(64);--> statement-breakpoint
ALTER TABLE "payment"."unallocated_receipts" ADD COLUMN "command_hash" varchar(64);--> statement-breakpoint
ALTER TABLE "payment"."withdrawals" ADD COLUMN "command_hash" varchar(64);--> statement-breakpoint
ALTER TABLE "payment"."withdrawals" ADD COLUMN "resolution_command_hash" varchar(64);