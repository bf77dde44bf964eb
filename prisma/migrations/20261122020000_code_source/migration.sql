CREATE TABLE "CodeSource" (
    "endpoint" TEXT NOT NULL,
    "deployment" TEXT NOT NULL,
    "folder" TEXT NOT NULL,
    "files" JSONB NOT NULL,
    "watch" BOOLEAN NOT NULL DEFAULT false,
    "updatedAt" DATETIME NOT NULL,
    PRIMARY KEY ("endpoint", "deployment")
);
