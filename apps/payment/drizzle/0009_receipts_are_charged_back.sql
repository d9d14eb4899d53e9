-- A receipt may be taken back by the bank of its sender; what a movement has become is found by its name at the provider.
ALTER TABLE "payment"."unallocated_receipts" DROP CONSTRAINT "unallocated_receipts_status";--> statement-breakpoint
CREATE INDEX "deposits_provider_reference_idx" ON "payment"."deposits" USING btree ("payment_provider_reference");--> statement-breakpoint
ALTER TABLE "payment"."unallocated_receipts" ADD CONSTRAINT "unallocated_receipts_status" CHECK (status IN ('open', 'allocated', 'returned', 'charged_back'));