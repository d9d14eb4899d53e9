-- What market lists arrives as a command, with its issuer, who is screened as clients and banks are (regulation SAN-1).
DROP TABLE "compliance"."instruments";--> statement-breakpoint
CREATE TABLE "compliance"."instruments" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"symbol" varchar(32) NOT NULL,
	"issuer_name" varchar(255),
	"issuer_country" varchar(3),
	"is_held" boolean DEFAULT false NOT NULL,
	"proposal" jsonb,
	CONSTRAINT "instruments_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "instruments_issuer" CHECK ((issuer_name IS NULL) = (issuer_country IS NULL))
);
--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" DROP CONSTRAINT "aml_checks_subject_kind";--> statement-breakpoint
ALTER TABLE "compliance"."aml_checks" ADD CONSTRAINT "aml_checks_subject_kind" CHECK (subject_kind IN ('client', 'withdrawal', 'deposit_payer', 'bank_account', 'payee_bank', 'payer_bank', 'account_bank', 'issuer'));
