-- Papers of clients: what proves due diligence is kept with its hash and type, and judged by officers.
CREATE TYPE "compliance"."document_type" AS ENUM('passport', 'national_id', 'drivers_license', 'proof_of_address', 'bank_statement', 'utility_bill', 'tax_certificate', 'employment_letter');--> statement-breakpoint
CREATE TYPE "compliance"."verification_method" AS ENUM('manual', 'didit_api', 'onfido', 'jumio', 'other_automated');--> statement-breakpoint
CREATE TYPE "compliance"."verification_status" AS ENUM('pending', 'under_review', 'approved', 'rejected', 'expired', 'resubmission_required');--> statement-breakpoint
CREATE TABLE "compliance"."kyc_documents" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"document_type" "compliance"."document_type" NOT NULL,
	"document_number" jsonb,
	"document_key" varchar(64),
	"file_path" jsonb NOT NULL,
	"file_hash" varchar(64) NOT NULL,
	"file_size" integer NOT NULL,
	"mime_type" varchar(100) NOT NULL,
	"verification_status" "compliance"."verification_status" DEFAULT 'pending' NOT NULL,
	"verification_method" "compliance"."verification_method",
	"verification_provider_id" varchar(255),
	"issue_date" date,
	"expiry_date" date,
	"duplicate" boolean DEFAULT false NOT NULL,
	"review_notes" jsonb,
	"rejection_reason" jsonb,
	"reviewed_by" uuid,
	"reviewed_at" timestamp (3) with time zone,
	"uploaded_by" uuid,
	"uploaded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "kyc_documents_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "kyc_documents_file_hash" CHECK (file_hash ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "kyc_documents_file_size" CHECK (file_size > 0 AND file_size <= 10485760),
	CONSTRAINT "kyc_documents_dates" CHECK (expiry_date > issue_date),
	CONSTRAINT "kyc_documents_reviewer" CHECK (reviewed_by <> user_id),
	CONSTRAINT "kyc_documents_duplicate" CHECK (NOT (duplicate AND verification_status = 'approved')),
	CONSTRAINT "kyc_documents_reason" CHECK (verification_status NOT IN ('rejected', 'resubmission_required') OR rejection_reason IS NOT NULL)
);
--> statement-breakpoint
CREATE UNIQUE INDEX "kyc_documents_file_hash_idx" ON "compliance"."kyc_documents" USING btree ("partition","user_id","file_hash");--> statement-breakpoint
CREATE INDEX "kyc_documents_user_id_idx" ON "compliance"."kyc_documents" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "kyc_documents_verification_status_idx" ON "compliance"."kyc_documents" USING btree ("verification_status");--> statement-breakpoint
CREATE INDEX "kyc_documents_document_type_idx" ON "compliance"."kyc_documents" USING btree ("document_type");--> statement-breakpoint
CREATE INDEX "kyc_documents_expiry_date_idx" ON "compliance"."kyc_documents" USING btree ("expiry_date");