CREATE TABLE "Session" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSeenAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" DATETIME NOT NULL
);

CREATE TABLE "Job" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "clientRequestId" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "deployment" TEXT,
    "payload" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "step" TEXT,
    "problem" JSONB,
    "operationId" TEXT,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL
);

CREATE TABLE "Invocation" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "endpoint" TEXT NOT NULL,
    "deployment" TEXT,
    "requestBody" TEXT NOT NULL,
    "requestHeaders" JSONB NOT NULL,
    "status" INTEGER,
    "responseBody" TEXT,
    "responseHeaders" JSONB,
    "answeredBy" TEXT,
    "durationMs" INTEGER,
    "failure" TEXT,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE "Draft" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "yaml" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL
);

CREATE TABLE "Preference" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "value" JSONB NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

CREATE INDEX "Session_expiresAt_idx" ON "Session"("expiresAt");
CREATE UNIQUE INDEX "Job_clientRequestId_key" ON "Job"("clientRequestId");
CREATE INDEX "Job_state_idx" ON "Job"("state");
CREATE INDEX "Job_endpoint_deployment_idx" ON "Job"("endpoint", "deployment");
CREATE INDEX "Invocation_endpoint_createdAt_idx" ON "Invocation"("endpoint", "createdAt");
CREATE INDEX "Draft_kind_updatedAt_idx" ON "Draft"("kind", "updatedAt");
