-- Scores of clients are kept as they were given; who is due to be scored is known by the row.
CREATE TABLE "compliance"."risk_scores" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"model_version" varchar(20) NOT NULL,
	"factors" jsonb NOT NULL,
	"inputs" jsonb NOT NULL,
	"score" numeric(5, 2) NOT NULL,
	"accumulation" boolean NOT NULL,
	"floors" jsonb NOT NULL,
	"computed_tier" "compliance"."risk_level" NOT NULL,
	"tier" "compliance"."risk_level" NOT NULL,
	"override" jsonb,
	"config_versions" jsonb NOT NULL,
	"computed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "risk_scores_pk" PRIMARY KEY("partition","id"),
	CONSTRAINT "risk_scores_score" CHECK (score >= 0 AND score <= 100),
	CONSTRAINT "risk_scores_lowered_by_two" CHECK (override->>'direction' IS DISTINCT FROM 'down' OR (override->>'by' <> override->>'proposedBy' AND override->>'expiresOn' IS NOT NULL))
);
--> statement-breakpoint
ALTER TABLE "compliance"."subjects" ADD COLUMN "risk_due" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "compliance"."subjects" ADD COLUMN "risk_versions" text;--> statement-breakpoint
ALTER TABLE "compliance"."subjects" ADD COLUMN "risk_proposal" jsonb;--> statement-breakpoint
CREATE INDEX "risk_scores_user_id_idx" ON "compliance"."risk_scores" USING btree ("user_id","computed_at");--> statement-breakpoint
CREATE INDEX "subjects_risk_due_idx" ON "compliance"."subjects" USING btree ("partition") WHERE risk_due;