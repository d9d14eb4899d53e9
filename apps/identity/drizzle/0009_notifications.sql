-- Users are told of what happens, in the application and by messages, as far as they want to be.
CREATE TYPE "identity"."notification_category" AS ENUM('price_alerts', 'order_updates', 'news', 'market_summaries', 'promotional', 'payments', 'security');--> statement-breakpoint
CREATE TABLE "identity"."notification_preferences" (
	"partition" smallint NOT NULL,
	"user_id" uuid NOT NULL,
	"category" "identity"."notification_category" NOT NULL,
	"channel" "identity"."notification_channel" NOT NULL,
	"position" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"enabled" boolean NOT NULL,
	CONSTRAINT "notification_preferences_pk" PRIMARY KEY("partition","user_id","category","channel"),
	CONSTRAINT "notification_preferences_fixed" CHECK (enabled or not (category = 'security' or (category = 'payments' and channel = 'in_app')))
);
--> statement-breakpoint
CREATE TABLE "identity"."notifications" (
	"partition" smallint NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"category" "identity"."notification_category" NOT NULL,
	"title" varchar(200) NOT NULL,
	"body" text NOT NULL,
	"custom_message" json,
	"link" varchar(500),
	"source_event" varchar(120) NOT NULL,
	"in_app" boolean NOT NULL,
	"read_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "notifications_pk" PRIMARY KEY("partition","id")
);
--> statement-breakpoint
ALTER TABLE "identity"."notification_deliveries" ADD COLUMN "notification_id" uuid;--> statement-breakpoint
CREATE UNIQUE INDEX "notifications_source_event_idx" ON "identity"."notifications" USING btree ("partition","user_id","source_event");--> statement-breakpoint
CREATE INDEX "notifications_user_id_idx" ON "identity"."notifications" USING btree ("user_id","created_at","id");--> statement-breakpoint
CREATE INDEX "notifications_unread_idx" ON "identity"."notifications" USING btree ("user_id","created_at","id") WHERE read_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "notification_deliveries_notification_idx" ON "identity"."notification_deliveries" USING btree ("partition","notification_id","channel") WHERE notification_id is not null;