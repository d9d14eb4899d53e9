-- Where money without an owner came from bears on the risk of whom it is given to.
ALTER TABLE "payment"."unallocated_receipts" ADD COLUMN "payer_country" varchar(2);