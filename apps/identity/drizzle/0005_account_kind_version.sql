-- The changes of an account's kind are counted; its limits are compliance's.
ALTER TABLE "identity"."accounts" RENAME COLUMN "limits_version" TO "kind_version";
