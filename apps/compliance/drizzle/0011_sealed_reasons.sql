-- What staff write of a client is sealed with the client's key, in rows as in the log.
ALTER TABLE "compliance"."kyc_documents" ALTER COLUMN "rejection_reason" SET DATA TYPE jsonb USING to_jsonb("rejection_reason");--> statement-breakpoint
ALTER TABLE "compliance"."kyc_cases" ALTER COLUMN "rejection_reason" SET DATA TYPE jsonb USING to_jsonb("rejection_reason");--> statement-breakpoint
ALTER TABLE "compliance"."risk_limit_proposals" ALTER COLUMN "reason" SET DATA TYPE jsonb USING to_jsonb("reason");--> statement-breakpoint
ALTER TABLE "compliance"."risk_limits" ALTER COLUMN "reason" SET DATA TYPE jsonb USING to_jsonb("reason");