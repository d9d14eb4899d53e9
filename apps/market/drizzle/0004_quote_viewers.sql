-- What the readers of each instance look at is wanted of the provider of prices.
CREATE TABLE "market"."quote_viewers" (
	"instance" varchar(64) NOT NULL,
	"asset_id" uuid NOT NULL,
	"viewers" integer NOT NULL,
	"leased_until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "quote_viewers_pk" PRIMARY KEY("instance","asset_id"),
	CONSTRAINT "quote_viewers_viewers" CHECK (viewers > 0)
);
