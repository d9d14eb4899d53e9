-- What has come in without a notification is looked for from where the last look ended.
CREATE TABLE "payment"."provider_cursors" (
	"provider" varchar(30) PRIMARY KEY NOT NULL,
	"cursor" varchar(40) NOT NULL
);
