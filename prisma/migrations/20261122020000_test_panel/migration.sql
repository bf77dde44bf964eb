ALTER TABLE "Invocation" ADD COLUMN "requestEncoding" TEXT NOT NULL DEFAULT 'text';
ALTER TABLE "Invocation" ADD COLUMN "requestBytes" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "Invocation" ADD COLUMN "query" TEXT NOT NULL DEFAULT '';
ALTER TABLE "Invocation" ADD COLUMN "timeoutMs" INTEGER;
ALTER TABLE "Invocation" ADD COLUMN "responseEncoding" TEXT NOT NULL DEFAULT 'text';
ALTER TABLE "Invocation" ADD COLUMN "responseBytes" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "Invocation" ADD COLUMN "revision" JSONB;
ALTER TABLE "Invocation" ADD COLUMN "firstByteMs" REAL;
ALTER TABLE "Invocation" ADD COLUMN "starred" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "Invocation" ADD COLUMN "exampleId" TEXT;
ALTER TABLE "Invocation" ADD COLUMN "checks" JSONB;
-- What was kept before this column counted as its length in bytes, near enough for a size on screen.
UPDATE "Invocation" SET "requestBytes" = length(CAST("requestBody" AS BLOB)), "responseBytes" = coalesce(length(CAST("responseBody" AS BLOB)), 0);

CREATE TABLE "Example" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "endpoint" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "deployment" TEXT,
    "requestEncoding" TEXT NOT NULL,
    "requestBody" TEXT NOT NULL,
    "requestHeaders" JSONB NOT NULL,
    "query" TEXT NOT NULL,
    "timeoutMs" INTEGER,
    "assertions" JSONB NOT NULL,
    "lastRun" JSONB,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL
);

CREATE UNIQUE INDEX "Example_endpoint_name_key" ON "Example"("endpoint", "name");
