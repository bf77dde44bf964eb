-- Drafts hold the whole wizard, not its text alone, and are saved only over the revision they were read from.
ALTER TABLE "Draft" ADD COLUMN "endpoint" TEXT;
ALTER TABLE "Draft" ADD COLUMN "state" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "Draft" ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 1;
CREATE INDEX "Draft_endpoint_updatedAt_idx" ON "Draft"("endpoint", "updatedAt");
-- Which model, code and environment a job registered: an edit begins with its local paths when the deployment still runs these.
ALTER TABLE "Job" ADD COLUMN "assets" JSONB;
