-- Of each transfer it is kept who pays whom, and what failed of that (regulation 1.7); of clients also where they live and when they were born.
ALTER TABLE "payment"."deposits" ADD COLUMN "travel_rule" jsonb;--> statement-breakpoint
ALTER TABLE "payment"."deposits" ADD COLUMN "travel_rule_faults" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "payment"."person_view" ADD COLUMN "date_of_birth" jsonb;--> statement-breakpoint
ALTER TABLE "payment"."person_view" ADD COLUMN "date_of_birth_type" text;--> statement-breakpoint
ALTER TABLE "payment"."person_view" ADD COLUMN "residential_address" jsonb;--> statement-breakpoint
ALTER TABLE "payment"."person_view" ADD COLUMN "residential_address_type" text;--> statement-breakpoint
ALTER TABLE "payment"."withdrawals" ADD COLUMN "travel_rule_faults" text[] DEFAULT '{}' NOT NULL;