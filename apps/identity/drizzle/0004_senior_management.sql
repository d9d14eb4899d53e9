-- Whose approval counts as that of senior management is proposed by one admin and granted by another.
ALTER TABLE "identity"."proposals" DROP CONSTRAINT "proposals_kind";--> statement-breakpoint
ALTER TABLE "identity"."proposals" ADD CONSTRAINT "proposals_kind" CHECK (kind in ('role', 'reinstatement', 'closure', 'account_kind', 'senior_management'));