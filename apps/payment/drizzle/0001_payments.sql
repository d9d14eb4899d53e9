-- Deposits, withdrawals and bank accounts, what providers are told and tell, and what is shown of them.
CREATE TYPE "payment"."bank_account_status" AS ENUM('pending_verification', 'verified', 'rejected', 'removed');--> statement-breakpoint
CREATE TYPE "payment"."bank_account_verification" AS ENUM('name_match', 'micro_deposit', 'document', 'manual');--> statement-breakpoint
CREATE TYPE "payment"."deposit_status" AS ENUM('pending', 'processing', 'cleared', 'failed', 'refunded', 'held', 'charged_back');--> statement-breakpoint
CREATE TYPE "payment"."destination_type" AS ENUM('bank', 'crypto_wallet', 'mobile_money');--> statement-breakpoint
CREATE TYPE "payment"."payment_method" AS ENUM('bank_transfer', 'card', 'mcb_juice', 'mips', 'crypto', 'mobile_money', 'other');--> statement-breakpoint
CREATE TYPE "payment"."payout_status" AS ENUM('submitted', 'accepted', 'completed', 'failed', 'returned', 'unknown');--> statement-breakpoint
CREATE TYPE "payment"."withdrawal_status" AS ENUM('pending', 'admin_review', 'approved', 'processing', 'completed', 'rejected', 'cancelled', 'flagged', 'failed');--> statement-breakpoint
CREATE TABLE "payment"."bank_accounts" (
	"id" uuid NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"destination_type" "payment"."destination_type" NOT NULL,
	"country" varchar(3) NOT NULL,
	"currency" varchar(3) NOT NULL,
	"destination" jsonb,
	"last4" varchar(4) NOT NULL,
	"fingerprint" varchar(64) NOT NULL,
	"name_score" double precision NOT NULL,
	"screening_check_id" uuid NOT NULL,
	"screening" text NOT NULL,
	"cooling_off_hours" integer NOT NULL,
	"status" "payment"."bank_account_status" NOT NULL,
	"verification" "payment"."bank_account_verification",
	"proposed_by" uuid,
	"verified_by" uuid,
	"added_at" timestamp (3) with time zone NOT NULL,
	"verified_at" timestamp (3) with time zone,
	"usable_from" timestamp (3) with time zone,
	"removed_at" timestamp (3) with time zone,
	CONSTRAINT "bank_accounts_partition_id_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "bank_accounts_usable" CHECK (usable_from >= verified_at),
	CONSTRAINT "bank_accounts_people" CHECK (verified_by <> proposed_by)
);
--> statement-breakpoint
CREATE TABLE "payment"."deposits" (
	"id" uuid NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"amount" numeric(20, 8) NOT NULL,
	"currency" varchar(3) NOT NULL,
	"payment_method" "payment"."payment_method" NOT NULL,
	"provider" varchar(30) NOT NULL,
	"payment_reference" varchar(25) NOT NULL,
	"fee_rate" numeric(20, 8) NOT NULL,
	"settlement_days" integer NOT NULL,
	"status" "payment"."deposit_status" NOT NULL,
	"payment_link" text,
	"received_amount" numeric(20, 8),
	"received_currency" varchar(3),
	"fee_amount" numeric(20, 8),
	"payment_provider_reference" varchar(255),
	"payer" jsonb,
	"payer_account_last4" varchar(4),
	"screening_check_id" uuid,
	"screening" text NOT NULL,
	"hold_reason" varchar(60),
	"failure" varchar(60),
	"release_proposed_by" uuid,
	"released_by" uuid,
	"refund_proposed_by" uuid,
	"refund_approved_by" uuid,
	"settlement_date" date,
	"credit" text,
	"mur_amount" numeric(20, 8),
	"fx_rate" numeric(20, 10),
	"fx_source" varchar(50),
	"fx_quoted_at" timestamp (3) with time zone,
	"fx_stale" boolean,
	"initiated_at" timestamp (3) with time zone NOT NULL,
	"cleared_at" timestamp (3) with time zone,
	"credited_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "deposits_partition_id_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "deposits_amount" CHECK (amount > 0 AND (received_amount IS NULL OR received_amount > 0)),
	CONSTRAINT "deposits_refunders" CHECK (refund_approved_by <> refund_proposed_by),
	CONSTRAINT "deposits_releasers" CHECK (released_by <> release_proposed_by),
	CONSTRAINT "deposits_screening" CHECK (screening IN ('none', 'pending', 'clear', 'other')),
	CONSTRAINT "deposits_credit" CHECK (credit IN ('credited', 'suspended'))
);
--> statement-breakpoint
CREATE TABLE "payment"."unallocated_receipts" (
	"id" uuid NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"account_id" uuid NOT NULL,
	"source" varchar(30) NOT NULL,
	"reference" varchar(255) NOT NULL,
	"amount" numeric(20, 8) NOT NULL,
	"currency" varchar(3) NOT NULL,
	"payer" text,
	"status" varchar(20) NOT NULL,
	"proposal" text,
	"target_account_id" uuid,
	"allocated_to" uuid,
	"proposed_by" uuid,
	"approved_by" uuid,
	"mur_amount" numeric(20, 8),
	"fx_rate" numeric(20, 10),
	"fx_source" varchar(50),
	"fx_quoted_at" timestamp (3) with time zone,
	"fx_stale" boolean,
	CONSTRAINT "unallocated_receipts_partition_id_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "unallocated_receipts_people" CHECK (approved_by <> proposed_by),
	CONSTRAINT "unallocated_receipts_status" CHECK (status IN ('open', 'allocated', 'returned'))
);
--> statement-breakpoint
CREATE TABLE "payment"."provider_references" (
	"provider" varchar(30) NOT NULL,
	"reference" varchar(255) NOT NULL,
	"kind" varchar(20) NOT NULL,
	"object_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"partition" smallint NOT NULL,
	CONSTRAINT "provider_references_provider_reference_pk" PRIMARY KEY("provider","reference")
);
--> statement-breakpoint
CREATE TABLE "payment"."provider_tasks" (
	"id" varchar(40) PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"object_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"user_id" uuid,
	"payload" jsonb NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"first_attempt_at" timestamp (3) with time zone,
	"done_at" timestamp (3) with time zone,
	"outcome" varchar(60)
);
--> statement-breakpoint
CREATE TABLE "payment"."provider_webhooks" (
	"provider" varchar(30) NOT NULL,
	"event_id" varchar(255) NOT NULL,
	"event_type" varchar(100) NOT NULL,
	"signature_scheme" varchar(20) NOT NULL,
	"signed_at" timestamp (3) with time zone,
	"received_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"body" "bytea" NOT NULL,
	"body_sha256" varchar(64) NOT NULL,
	"outcome" varchar(60),
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "provider_webhooks_provider_event_id_pk" PRIMARY KEY("provider","event_id")
);
--> statement-breakpoint
CREATE TABLE "payment"."account_view" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"mode" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payment"."fx_rates" (
	"base" varchar(3) NOT NULL,
	"quote" varchar(3) NOT NULL,
	"rate" numeric(20, 10) NOT NULL,
	"source" varchar(50) NOT NULL,
	"as_of" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "fx_rates_base_quote_pk" PRIMARY KEY("base","quote")
);
--> statement-breakpoint
CREATE TABLE "payment"."person_view" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"first_name" jsonb NOT NULL,
	"first_name_type" text NOT NULL,
	"last_name" jsonb NOT NULL,
	"last_name_type" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payment"."payouts" (
	"id" uuid NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"withdrawal_id" uuid NOT NULL,
	"attempt" smallint NOT NULL,
	"provider" varchar(30) NOT NULL,
	"end_to_end_id" varchar(35) NOT NULL,
	"uetr" uuid NOT NULL,
	"status" "payment"."payout_status" NOT NULL,
	"provider_reference" varchar(255),
	"raw_code" varchar(60),
	"submitted_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "payouts_partition_id_pk" PRIMARY KEY("partition","id")
);
--> statement-breakpoint
CREATE TABLE "payment"."withdrawals" (
	"id" uuid NOT NULL,
	"partition" smallint NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"bank_account_id" uuid NOT NULL,
	"amount" numeric(20, 8) NOT NULL,
	"fee_amount" numeric(20, 8) NOT NULL,
	"currency" varchar(3) NOT NULL,
	"destination" jsonb,
	"travel_rule" jsonb,
	"status" "payment"."withdrawal_status" NOT NULL,
	"reserved_at" timestamp (3) with time zone,
	"screened_at" timestamp (3) with time zone,
	"client_check_id" uuid NOT NULL,
	"holder_check_id" uuid NOT NULL,
	"outstanding_checks" uuid[] NOT NULL,
	"hit_checks" uuid[] NOT NULL,
	"risk_flags" text[] NOT NULL,
	"tier" smallint NOT NULL,
	"first_approved_by" uuid,
	"first_approver_senior" smallint,
	"first_approved_at" timestamp (3) with time zone,
	"approved_by" uuid,
	"approver_senior" smallint,
	"approved_at" timestamp (3) with time zone,
	"approval_hash" varchar(64) NOT NULL,
	"rejected_by" uuid,
	"flagged_by" uuid,
	"rejection_reason" jsonb,
	"flag_reason" jsonb,
	"code" varchar(60),
	"resolution_outcome" text,
	"resolution_evidence" jsonb,
	"resolution_by" uuid,
	"end_to_end_id" varchar(35) NOT NULL,
	"uetr" uuid NOT NULL,
	"mur_amount" numeric(20, 8),
	"fx_rate" numeric(20, 10),
	"fx_source" varchar(50),
	"fx_quoted_at" timestamp (3) with time zone,
	"fx_stale" boolean,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"completed_at" timestamp (3) with time zone,
	CONSTRAINT "withdrawals_partition_id_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "withdrawals_amount" CHECK (amount > fee_amount AND fee_amount >= 0),
	CONSTRAINT "withdrawals_approvers" CHECK (approved_by <> user_id AND first_approved_by <> user_id AND approved_by <> first_approved_by),
	CONSTRAINT "withdrawals_approved" CHECK (status NOT IN ('approved', 'processing', 'completed') OR (approved_by IS NOT NULL AND reserved_at IS NOT NULL AND screened_at IS NOT NULL))
);
--> statement-breakpoint
CREATE UNIQUE INDEX "bank_accounts_fingerprint" ON "payment"."bank_accounts" USING btree ("user_id","fingerprint") WHERE status NOT IN ('removed', 'rejected');--> statement-breakpoint
CREATE INDEX "bank_accounts_account_idx" ON "payment"."bank_accounts" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "bank_accounts_fingerprint_idx" ON "payment"."bank_accounts" USING btree ("fingerprint");--> statement-breakpoint
CREATE INDEX "bank_accounts_status_idx" ON "payment"."bank_accounts" USING btree ("status");--> statement-breakpoint
CREATE INDEX "deposits_account_idx" ON "payment"."deposits" USING btree ("account_id","initiated_at");--> statement-breakpoint
CREATE INDEX "deposits_user_idx" ON "payment"."deposits" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "deposits_status_idx" ON "payment"."deposits" USING btree ("status");--> statement-breakpoint
CREATE INDEX "deposits_settlement_idx" ON "payment"."deposits" USING btree ("settlement_date");--> statement-breakpoint
CREATE INDEX "deposits_reference_idx" ON "payment"."deposits" USING btree ("payment_reference");--> statement-breakpoint
CREATE INDEX "unallocated_receipts_status_idx" ON "payment"."unallocated_receipts" USING btree ("status");--> statement-breakpoint
CREATE INDEX "unallocated_receipts_account_idx" ON "payment"."unallocated_receipts" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "provider_tasks_waiting_idx" ON "payment"."provider_tasks" USING btree ("next_attempt_at") WHERE done_at IS NULL;--> statement-breakpoint
CREATE INDEX "provider_tasks_object_idx" ON "payment"."provider_tasks" USING btree ("object_id");--> statement-breakpoint
CREATE INDEX "provider_webhooks_waiting_idx" ON "payment"."provider_webhooks" USING btree ("next_attempt_at") WHERE outcome IS NULL;--> statement-breakpoint
CREATE INDEX "account_view_user_idx" ON "payment"."account_view" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payouts_end_to_end" ON "payment"."payouts" USING btree ("end_to_end_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payouts_uetr" ON "payment"."payouts" USING btree ("uetr");--> statement-breakpoint
CREATE UNIQUE INDEX "payouts_one_live" ON "payment"."payouts" USING btree ("partition","withdrawal_id") WHERE status <> 'failed';--> statement-breakpoint
CREATE INDEX "withdrawals_account_idx" ON "payment"."withdrawals" USING btree ("account_id","requested_at");--> statement-breakpoint
CREATE INDEX "withdrawals_user_idx" ON "payment"."withdrawals" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "withdrawals_bank_account_idx" ON "payment"."withdrawals" USING btree ("bank_account_id");--> statement-breakpoint
CREATE INDEX "withdrawals_status_idx" ON "payment"."withdrawals" USING btree ("status");--> statement-breakpoint
CREATE INDEX "withdrawals_end_to_end_idx" ON "payment"."withdrawals" USING btree ("end_to_end_id");