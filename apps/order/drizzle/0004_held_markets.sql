-- A market that compliance holds stays so, whatever an operator halts and resumes meanwhile.
ALTER TABLE "order"."markets" ADD COLUMN "hold_reason" varchar(100);
