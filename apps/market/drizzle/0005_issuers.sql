-- An instrument says whose paper it is, and a hold of it is shown beside a halt.
ALTER TABLE "market"."assets" ADD COLUMN "issuer_name" varchar(255);--> statement-breakpoint
ALTER TABLE "market"."assets" ADD COLUMN "issuer_country" varchar(3);--> statement-breakpoint
ALTER TABLE "market"."halts" ADD COLUMN "hold_reason" varchar(100);--> statement-breakpoint
ALTER TABLE "market"."assets" ADD CONSTRAINT "assets_issuer" CHECK ((issuer_name IS NULL) = (issuer_country IS NULL));
