-- What came back to a closed account is paid out again: a withdrawal may have its money in suspense, and be the one that another was.
ALTER TABLE "payment"."withdrawals" ADD COLUMN "credit_id" uuid;--> statement-breakpoint
ALTER TABLE "payment"."withdrawals" ADD COLUMN "reissued_as" uuid;