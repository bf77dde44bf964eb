-- What deployments did and used, in cells of ten seconds (kept for some minutes) and of one minute (kept for days).
CREATE TABLE metric_cell (
  endpoint_uid TEXT NOT NULL REFERENCES resource (uid) ON DELETE CASCADE,
  -- Lower case; empty for requests that reached no deployment.
  deployment TEXT NOT NULL,
  seconds INTEGER NOT NULL,
  -- Unix seconds, a multiple of `seconds`.
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (endpoint_uid, seconds, at, deployment)
) STRICT, WITHOUT ROWID;
CREATE INDEX metric_cell_by_age ON metric_cell (seconds, at);
