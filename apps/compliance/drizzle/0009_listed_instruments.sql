-- A limit of an instrument is compared with what market has listed.
CREATE TABLE "compliance"."instruments" (
	"asset_id" uuid PRIMARY KEY NOT NULL
);
