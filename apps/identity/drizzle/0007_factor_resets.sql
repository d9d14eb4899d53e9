-- A second factor that was lost is reset by two admins: the first proposes, a second does it.
ALTER TABLE "identity"."proposals" DROP CONSTRAINT "proposals_kind";--> statement-breakpoint
ALTER TABLE "identity"."proposals" ADD CONSTRAINT "proposals_kind" CHECK (kind in ('role', 'reinstatement', 'closure', 'account_kind', 'senior_management', 'factor_reset'));