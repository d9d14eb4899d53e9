-- A bank may tell the opposite of how a payout ended: its word is kept beside what the books say, until two people have said what is true.
ALTER TABLE "payment"."withdrawals" ADD COLUMN "contradiction_told" text;--> statement-breakpoint
ALTER TABLE "payment"."withdrawals" ADD COLUMN "contradiction_code" varchar(60);--> statement-breakpoint
ALTER TABLE "payment"."withdrawals" ADD COLUMN "contradicted_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payment"."withdrawals" ADD COLUMN "contradiction_settled_at" timestamp (3) with time zone;