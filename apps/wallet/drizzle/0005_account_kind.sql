-- A change of an account's kind that comes late is told by its version.
ALTER TABLE "wallet"."accounts" ADD COLUMN "kind_version" integer DEFAULT 0 NOT NULL;
