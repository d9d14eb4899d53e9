-- Why a client is to be reinstated, closed or helped to a new factor stands sealed in the log, and nowhere in plain.
ALTER TABLE "identity"."proposals" ALTER COLUMN "reason" DROP NOT NULL;--> statement-breakpoint
UPDATE "identity"."proposals" SET "reason" = NULL WHERE "kind" NOT IN ('role', 'senior_management');--> statement-breakpoint
ALTER TABLE "identity"."proposals" ADD CONSTRAINT "proposals_reason" CHECK ((kind in ('role', 'senior_management')) = (reason is not null));