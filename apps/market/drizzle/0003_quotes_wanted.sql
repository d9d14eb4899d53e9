-- The instruments that demo orders wait for are streamed first.
CREATE TABLE "market"."quotes_wanted" (
	"partition" smallint NOT NULL,
	"asset_id" uuid NOT NULL,
	"wanted" boolean NOT NULL,
	CONSTRAINT "quotes_wanted_pk" PRIMARY KEY("partition","asset_id")
);
