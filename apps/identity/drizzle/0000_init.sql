-- Users with their accounts, credentials, sessions, roles and keys, and the tables that every engine needs.
CREATE SCHEMA IF NOT EXISTS "identity";
--> statement-breakpoint
CREATE TYPE "identity"."account_kind" AS ENUM('client', 'market_maker');--> statement-breakpoint
CREATE TYPE "identity"."account_mode" AS ENUM('live', 'demo');--> statement-breakpoint
CREATE TYPE "identity"."account_status" AS ENUM('pending_kyc', 'active', 'suspended', 'closed');--> statement-breakpoint
CREATE TYPE "identity"."account_type" AS ENUM('market_data_only', 'demo_trader', 'live_trader');--> statement-breakpoint
CREATE TYPE "identity"."mlro_rank" AS ENUM('mlro', 'deputy');--> statement-breakpoint
CREATE TYPE "identity"."risk_profile" AS ENUM('conservative', 'moderate', 'aggressive');--> statement-breakpoint
CREATE TYPE "identity"."trading_account_status" AS ENUM('open', 'closing', 'closed');--> statement-breakpoint
CREATE TYPE "identity"."user_kind" AS ENUM('client', 'staff', 'service');--> statement-breakpoint
CREATE TYPE "identity"."device_type" AS ENUM('mobile', 'desktop', 'tablet', 'unknown');--> statement-breakpoint
CREATE TYPE "identity"."login_method" AS ENUM('password', 'social_oauth', 'biometric', '2fa', 'sso');--> statement-breakpoint
CREATE TYPE "identity"."session_status" AS ENUM('active', 'expired', 'revoked', 'logged_out');--> statement-breakpoint
CREATE TYPE "identity"."credential_kind" AS ENUM('password', 'totp', 'webauthn', 'recovery_code', 'oauth');--> statement-breakpoint
CREATE TYPE "identity"."role" AS ENUM('client', 'support', 'compliance', 'mlro', 'treasury', 'admin', 'auditor', 'service');--> statement-breakpoint
CREATE TABLE "identity"."claims" (
	"scope" varchar(30) NOT NULL,
	"value" varchar(255) NOT NULL,
	"owner_id" uuid NOT NULL,
	"partition" smallint NOT NULL,
	CONSTRAINT "claims_scope_value_pk" PRIMARY KEY("scope","value")
);
--> statement-breakpoint
CREATE TABLE "identity"."config_versions" (
	"key" varchar(100) NOT NULL,
	"version" integer NOT NULL,
	"value" jsonb NOT NULL,
	"value_sha256" varchar(64) NOT NULL,
	"effective_from" timestamp (3) with time zone NOT NULL,
	"effective_until" timestamp (3) with time zone,
	"legal_source" text,
	"reason" text NOT NULL,
	"proposed_by" uuid,
	"approved_by" uuid,
	"approved_at" timestamp (3) with time zone,
	CONSTRAINT "config_versions_key_version_pk" PRIMARY KEY("key","version")
);
--> statement-breakpoint
CREATE TABLE "identity"."event_log" (
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"type" varchar(120) NOT NULL,
	"subject" uuid NOT NULL,
	"key" uuid NOT NULL,
	"data" json NOT NULL,
	"headers" json NOT NULL,
	"commands" json,
	"commands_hash" varchar(64),
	"time" timestamp (3) with time zone NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "event_log_partition_position_pk" PRIMARY KEY("partition","position")
);
--> statement-breakpoint
CREATE TABLE "identity"."inbox" (
	"command_id" uuid PRIMARY KEY NOT NULL,
	"partition" smallint NOT NULL,
	"body_hash" "bytea" NOT NULL,
	"outcome" json NOT NULL,
	"position" bigint NOT NULL,
	"recorded_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."link_in" (
	"partition" smallint NOT NULL,
	"source" varchar(20) NOT NULL,
	"source_partition" smallint NOT NULL,
	"sequence" bigint NOT NULL,
	"kafka_offset" bigint NOT NULL,
	CONSTRAINT "link_in_partition_source_source_partition_pk" PRIMARY KEY("partition","source","source_partition")
);
--> statement-breakpoint
CREATE TABLE "identity"."link_out" (
	"partition" smallint NOT NULL,
	"target" varchar(20) NOT NULL,
	"target_partition" smallint NOT NULL,
	"sequence" bigint NOT NULL,
	CONSTRAINT "link_out_partition_target_target_partition_pk" PRIMARY KEY("partition","target","target_partition")
);
--> statement-breakpoint
CREATE TABLE "identity"."log_head" (
	"partition" smallint PRIMARY KEY NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	"hash" "bytea" NOT NULL,
	"owner" uuid,
	"last_time" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "identity"."parked" (
	"partition" smallint NOT NULL,
	"aggregate" varchar(80) NOT NULL,
	"ordinal" bigint NOT NULL,
	"source" varchar(80) NOT NULL,
	"position" bigint NOT NULL,
	"headers" json NOT NULL,
	"value" "bytea" NOT NULL,
	"error" text NOT NULL,
	"parked_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "parked_partition_aggregate_ordinal_pk" PRIMARY KEY("partition","aggregate","ordinal")
);
--> statement-breakpoint
CREATE TABLE "identity"."relay_checkpoint" (
	"partition" smallint PRIMARY KEY NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."source_position" (
	"consumer" varchar(60) NOT NULL,
	"source" varchar(20) NOT NULL,
	"source_partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	"kafka_offset" bigint NOT NULL,
	CONSTRAINT "source_position_consumer_source_source_partition_pk" PRIMARY KEY("consumer","source","source_partition")
);
--> statement-breakpoint
CREATE TABLE "identity"."timers" (
	"partition" smallint NOT NULL,
	"id" varchar(120) NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"command" json NOT NULL,
	CONSTRAINT "timers_partition_id_pk" PRIMARY KEY("partition","id")
);
--> statement-breakpoint
CREATE TABLE "identity"."accounts" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" "identity"."account_kind" DEFAULT 'client' NOT NULL,
	"mode" "identity"."account_mode" NOT NULL,
	"is_primary" boolean NOT NULL,
	"name" varchar(50) NOT NULL,
	"status" "identity"."trading_account_status" DEFAULT 'open' NOT NULL,
	"limits_version" integer DEFAULT 0 NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "accounts_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "accounts_closed" CHECK ((status = 'closed') = (closed_at is not null))
);
--> statement-breakpoint
CREATE TABLE "identity"."users" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"kind" "identity"."user_kind" DEFAULT 'client' NOT NULL,
	"email" varchar(255) NOT NULL,
	"first_name" varchar(100) NOT NULL,
	"last_name" varchar(100) NOT NULL,
	"phone_number" varchar(20),
	"date_of_birth" date,
	"nationality" varchar(3),
	"residential_address" jsonb,
	"account_status" "identity"."account_status" DEFAULT 'pending_kyc' NOT NULL,
	"kyc_status" text DEFAULT 'not_started' NOT NULL,
	"kyc_submitted" boolean DEFAULT false NOT NULL,
	"account_type" "identity"."account_type" DEFAULT 'market_data_only' NOT NULL,
	"two_factor_enabled" boolean DEFAULT false NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"phone_verified" boolean DEFAULT false NOT NULL,
	"risk_profile" "identity"."risk_profile" DEFAULT 'moderate',
	"mlro_rank" "identity"."mlro_rank",
	"senior_management" boolean DEFAULT false NOT NULL,
	"activated" boolean DEFAULT false NOT NULL,
	"registered_at" timestamp (3) with time zone NOT NULL,
	"closure_requested_at" timestamp (3) with time zone,
	"last_login_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "users_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "users_email_lower" CHECK (email = lower(email) and email <> ''),
	CONSTRAINT "users_phone_number" CHECK (phone_number ~ '^\+[1-9]\d{1,14}$'),
	CONSTRAINT "users_nationality" CHECK (nationality ~ '^[A-Z]{3}$'),
	CONSTRAINT "users_closed" CHECK ((account_status = 'closed') = (deleted_at is not null))
);
--> statement-breakpoint
CREATE TABLE "identity"."sessions" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"family_id" uuid NOT NULL,
	"generation" integer NOT NULL,
	"refresh_token_hash" varchar(64) NOT NULL,
	"previous_token_hash" varchar(64),
	"rotated_at" timestamp (3) with time zone,
	"login_method" "identity"."login_method" NOT NULL,
	"status" "identity"."session_status" DEFAULT 'active' NOT NULL,
	"device_type" "identity"."device_type" DEFAULT 'unknown' NOT NULL,
	"user_agent" text,
	"ip_address" "inet" NOT NULL,
	"logged_in_at" timestamp (3) with time zone NOT NULL,
	"last_activity_at" timestamp (3) with time zone NOT NULL,
	"logged_out_at" timestamp (3) with time zone,
	"idle_expires_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_reason" varchar(50),
	CONSTRAINT "sessions_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "sessions_token_hash" CHECK (refresh_token_hash ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "sessions_life" CHECK (expires_at > logged_in_at),
	CONSTRAINT "sessions_ended" CHECK ((status = 'active') = (logged_out_at is null))
);
--> statement-breakpoint
CREATE TABLE "identity"."credentials" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" "identity"."credential_kind" NOT NULL,
	"secret_hash" text,
	"failed_count" integer DEFAULT 0 NOT NULL,
	"lock_count" integer DEFAULT 0 NOT NULL,
	"locked_until" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "credentials_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "credentials_password" CHECK (kind <> 'password' or secret_hash is not null)
);
--> statement-breakpoint
CREATE TABLE "identity"."secret_drafts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"secret_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."subject_keys" (
	"key_id" uuid PRIMARY KEY NOT NULL,
	"subject_id" uuid NOT NULL,
	"scope" varchar(40) NOT NULL,
	"wrapped_key" "bytea",
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"destroyed_at" timestamp (3) with time zone,
	CONSTRAINT "subject_keys_destroyed" CHECK ((wrapped_key is null) = (destroyed_at is not null))
);
--> statement-breakpoint
CREATE TABLE "identity"."api_keys" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"name" varchar(100) NOT NULL,
	"prefix" varchar(12) NOT NULL,
	"key_hash" varchar(64) NOT NULL,
	"scopes" text[] NOT NULL,
	"ip_allowlist" "inet"[],
	"made_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "api_keys_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "api_keys_life" CHECK (expires_at <= made_at + interval '365 days')
);
--> statement-breakpoint
CREATE TABLE "identity"."proposals" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"role" "identity"."role",
	"mlro_rank" "identity"."mlro_rank",
	"account_id" uuid,
	"account_kind" "identity"."account_kind",
	"reason" text,
	"proposed_by" uuid NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	CONSTRAINT "proposals_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "proposals_kind" CHECK (kind in ('role', 'reinstatement', 'closure', 'account_kind')),
	CONSTRAINT "proposals_status" CHECK (status in ('open', 'approved', 'superseded')),
	CONSTRAINT "proposals_people" CHECK (proposed_by <> user_id and (status <> 'approved' or decided_by <> proposed_by)),
	CONSTRAINT "proposals_reason" CHECK ((kind in ('role', 'senior_management')) = (reason is not null))
);
--> statement-breakpoint
CREATE TABLE "identity"."roles" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"role" "identity"."role" NOT NULL,
	"mlro_rank" "identity"."mlro_rank",
	"granted_by" uuid,
	"approved_by" uuid,
	"granted_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"revoked_by" uuid,
	"reason" text NOT NULL,
	CONSTRAINT "roles_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "roles_people" CHECK (granted_by <> approved_by and granted_by <> user_id and approved_by <> user_id),
	CONSTRAINT "roles_bootstrap" CHECK ((reason = 'bootstrap' and granted_by is null and approved_by is null) or (granted_by is not null and approved_by is not null)),
	CONSTRAINT "roles_revoked" CHECK ((revoked_at is null) = (revoked_by is null))
);
--> statement-breakpoint
CREATE INDEX "inbox_recorded_at_idx" ON "identity"."inbox" USING btree ("recorded_at");--> statement-breakpoint
CREATE INDEX "timers_due_at_idx" ON "identity"."timers" USING btree ("partition","due_at");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_one_primary_idx" ON "identity"."accounts" USING btree ("partition","user_id") WHERE is_primary;--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_one_demo_idx" ON "identity"."accounts" USING btree ("partition","user_id") WHERE mode = 'demo';--> statement-breakpoint
CREATE INDEX "accounts_user_id_idx" ON "identity"."accounts" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "accounts_id_idx" ON "identity"."accounts" USING btree ("id");--> statement-breakpoint
CREATE INDEX "users_email_idx" ON "identity"."users" USING btree ("email");--> statement-breakpoint
CREATE INDEX "users_account_status_idx" ON "identity"."users" USING btree ("account_status");--> statement-breakpoint
CREATE INDEX "users_kyc_status_idx" ON "identity"."users" USING btree ("kyc_status");--> statement-breakpoint
CREATE INDEX "users_account_type_idx" ON "identity"."users" USING btree ("account_type");--> statement-breakpoint
CREATE INDEX "users_registered_at_idx" ON "identity"."users" USING btree ("registered_at","id");--> statement-breakpoint
CREATE INDEX "users_phone_number_idx" ON "identity"."users" USING btree ("phone_number");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_refresh_token_hash_idx" ON "identity"."sessions" USING btree ("refresh_token_hash");--> statement-breakpoint
CREATE INDEX "sessions_user_id_idx" ON "identity"."sessions" USING btree ("user_id","status");--> statement-breakpoint
CREATE INDEX "sessions_ip_address_idx" ON "identity"."sessions" USING btree ("ip_address");--> statement-breakpoint
CREATE INDEX "sessions_expires_at_idx" ON "identity"."sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "sessions_last_activity_at_idx" ON "identity"."sessions" USING btree ("last_activity_at");--> statement-breakpoint
CREATE INDEX "sessions_ended_idx" ON "identity"."sessions" USING btree ("logged_out_at") WHERE status in ('revoked', 'logged_out');--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_one_live_idx" ON "identity"."credentials" USING btree ("partition","user_id","kind") WHERE revoked_at is null and kind in ('password', 'totp');--> statement-breakpoint
CREATE INDEX "credentials_user_id_idx" ON "identity"."credentials" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "secret_drafts_created_at_idx" ON "identity"."secret_drafts" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "subject_keys_subject_idx" ON "identity"."subject_keys" USING btree ("subject_id","scope");--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_key_hash_idx" ON "identity"."api_keys" USING btree ("key_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_prefix_idx" ON "identity"."api_keys" USING btree ("prefix");--> statement-breakpoint
CREATE INDEX "api_keys_user_id_idx" ON "identity"."api_keys" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "api_keys_revoked_idx" ON "identity"."api_keys" USING btree ("revoked_at") WHERE revoked_at is not null;--> statement-breakpoint
CREATE INDEX "proposals_user_id_idx" ON "identity"."proposals" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "proposals_open_idx" ON "identity"."proposals" USING btree ("kind","proposed_at") WHERE status = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "roles_live_idx" ON "identity"."roles" USING btree ("partition","user_id","role") WHERE revoked_at is null;--> statement-breakpoint
CREATE INDEX "roles_role_idx" ON "identity"."roles" USING btree ("role") WHERE revoked_at is null;