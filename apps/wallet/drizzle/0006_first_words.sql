-- What the first of two people has said is kept as its hash beside who said it: the second has to say the same.
ALTER TABLE "wallet"."adjustments" ADD COLUMN "command_hash" varchar(64);