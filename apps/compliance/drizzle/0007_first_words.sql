-- What the first of two people has said is kept as its hash beside who said it: the second has to say the same.
ALTER TABLE "compliance"."alerts" ADD COLUMN "command_hash" varchar(64);--> statement-breakpoint
ALTER TABLE "compliance"."freezes" ADD COLUMN "command_hash" varchar(64);--> statement-breakpoint
ALTER TABLE "compliance"."aml_hits" ADD COLUMN "command_hash" varchar(64);--> statement-breakpoint
ALTER TABLE "compliance"."kyc_cases" ADD COLUMN "command_hash" varchar(64);--> statement-breakpoint
ALTER TABLE "compliance"."risk_limit_proposals" ADD COLUMN "command_hash" varchar(64);--> statement-breakpoint
ALTER TABLE "compliance"."screening_lists" ADD COLUMN "command_hash" varchar(64);