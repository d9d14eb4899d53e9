-- Passkeys stand beside authenticators: their public keys are kept, and how often they say that they have signed.
ALTER TABLE "identity"."credentials" ADD COLUMN "passkey_id" text;--> statement-breakpoint
ALTER TABLE "identity"."credentials" ADD COLUMN "public_key" "bytea";--> statement-breakpoint
ALTER TABLE "identity"."credentials" ADD COLUMN "sign_count" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "identity"."credentials" ADD COLUMN "label" varchar(100);--> statement-breakpoint
ALTER TABLE "identity"."credentials" ADD COLUMN "transports" text[];--> statement-breakpoint
ALTER TABLE "identity"."credentials" ADD CONSTRAINT "credentials_webauthn" CHECK (kind <> 'webauthn' or (passkey_id is not null and public_key is not null));