-- One-time tokens that are sent, what is to be sent to whom, and authenticators with their recovery codes.
CREATE TYPE "identity"."user_token_kind" AS ENUM('email_verification', 'phone_verification', 'password_reset');--> statement-breakpoint
CREATE TYPE "identity"."notification_channel" AS ENUM('in_app', 'email', 'sms', 'push');--> statement-breakpoint
CREATE TYPE "identity"."notification_status" AS ENUM('queued', 'sent', 'failed');--> statement-breakpoint
CREATE TABLE "identity"."user_tokens" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" "identity"."user_token_kind" NOT NULL,
	"token_hash" varchar(64) NOT NULL,
	"sent_to" varchar(255) NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "user_tokens_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "user_tokens_token_hash" CHECK (token_hash ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "user_tokens_life" CHECK (expires_at > issued_at)
);
--> statement-breakpoint
CREATE TABLE "identity"."notification_deliveries" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"channel" "identity"."notification_channel" NOT NULL,
	"template" varchar(50) NOT NULL,
	"token_id" uuid,
	"recipient" json NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"status" "identity"."notification_status" DEFAULT 'queued' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"provider_reference" varchar(255),
	"last_error" text,
	"sent_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notification_deliveries_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "notification_deliveries_sent" CHECK ((status = 'sent') = (sent_at is not null))
);
--> statement-breakpoint
ALTER TABLE "identity"."credentials" DROP CONSTRAINT "credentials_password";--> statement-breakpoint
DROP INDEX "identity"."credentials_one_live_idx";--> statement-breakpoint
ALTER TABLE "identity"."sessions" ADD COLUMN "second_factor_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "identity"."sessions" ADD COLUMN "wrong_codes" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "identity"."credentials" ADD COLUMN "secret" jsonb;--> statement-breakpoint
ALTER TABLE "identity"."credentials" ADD COLUMN "last_step" bigint;--> statement-breakpoint
ALTER TABLE "identity"."credentials" ADD COLUMN "begun_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "user_tokens_token_hash_idx" ON "identity"."user_tokens" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "user_tokens_user_id_idx" ON "identity"."user_tokens" USING btree ("user_id","kind","issued_at");--> statement-breakpoint
CREATE INDEX "notification_deliveries_due_idx" ON "identity"."notification_deliveries" USING btree ("partition","next_attempt_at") WHERE status = 'queued';--> statement-breakpoint
CREATE INDEX "notification_deliveries_user_id_idx" ON "identity"."notification_deliveries" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_one_live_idx" ON "identity"."credentials" USING btree ("partition","user_id","kind") WHERE revoked_at is null and (kind = 'password' or (kind = 'totp' and last_step is not null));--> statement-breakpoint
ALTER TABLE "identity"."credentials" ADD CONSTRAINT "credentials_totp" CHECK (kind <> 'totp' or secret is not null);--> statement-breakpoint
ALTER TABLE "identity"."credentials" ADD CONSTRAINT "credentials_password" CHECK (kind not in ('password', 'recovery_code') or secret_hash is not null);