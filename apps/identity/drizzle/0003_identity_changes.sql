-- What a client wants to be verified anew waits beside what has been verified.
ALTER TABLE "identity"."users" ADD COLUMN "identity_change" jsonb;