-- Desired state, its journal and what was seen of it. Names are compared in lower case (`key`), kept as the caller wrote them (`name`).
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE resource (
  uid TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('endpoint', 'deployment')),
  parent_uid TEXT REFERENCES resource (uid) ON DELETE CASCADE,
  endpoint_key TEXT NOT NULL,
  deployment_key TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL,
  spec TEXT NOT NULL,
  spec_hash TEXT NOT NULL,
  state TEXT NOT NULL,
  -- Deployments: newest desired generation, the one that serves (0 = none yet), instance count in force, stopped by the user.
  generation INTEGER NOT NULL DEFAULT 1,
  observed_generation INTEGER NOT NULL DEFAULT 0,
  replicas INTEGER NOT NULL DEFAULT 0,
  stopped INTEGER NOT NULL DEFAULT 0,
  problem TEXT,
  explanation TEXT,
  created_at TEXT NOT NULL,
  modified_at TEXT NOT NULL,
  UNIQUE (endpoint_key, deployment_key)
) STRICT;

-- Generations are never reused, also not by a later resource of the same name: instance ids stay unique.
CREATE TABLE last_generation (resource_key TEXT PRIMARY KEY, generation INTEGER NOT NULL) STRICT;

CREATE TABLE revision (
  resource_uid TEXT NOT NULL REFERENCES resource (uid) ON DELETE CASCADE,
  generation INTEGER NOT NULL,
  spec TEXT NOT NULL,
  resolved TEXT,
  PRIMARY KEY (resource_uid, generation)
) STRICT;

CREATE TABLE operation (
  id TEXT PRIMARY KEY,
  seq INTEGER NOT NULL,
  client_request_id TEXT,
  kind TEXT NOT NULL,
  resource_uid TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  deployment TEXT,
  target TEXT NOT NULL,
  body_hash TEXT NOT NULL,
  created INTEGER NOT NULL,
  generation INTEGER NOT NULL DEFAULT 0,
  replicas INTEGER NOT NULL DEFAULT 0,
  exits INTEGER NOT NULL DEFAULT 0,
  cancel_requested INTEGER NOT NULL DEFAULT 0,
  environment_hash TEXT,
  status TEXT NOT NULL,
  phases TEXT NOT NULL,
  problem TEXT,
  explanation TEXT,
  started_at TEXT NOT NULL,
  ended_at TEXT,
  -- A client id may be shared by the calls of one command; a call is the pair.
  UNIQUE (client_request_id, target)
) STRICT;
CREATE INDEX operation_by_resource ON operation (resource_uid, seq);
CREATE INDEX operation_by_seq ON operation (seq);
CREATE INDEX operation_running ON operation (status) WHERE status = 'InProgress';

CREATE TABLE instance (
  id TEXT PRIMARY KEY,
  deployment_uid TEXT NOT NULL REFERENCES resource (uid) ON DELETE CASCADE,
  generation INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  state TEXT NOT NULL,
  spec TEXT,
  address TEXT,
  pid INTEGER,
  restarts INTEGER NOT NULL DEFAULT 0,
  started_at TEXT,
  ready_at TEXT,
  draining_since TEXT,
  backoff_until TEXT,
  last_exit TEXT
) STRICT;
CREATE INDEX instance_by_deployment ON instance (deployment_uid);

CREATE TABLE event (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE endpoint_key (
  endpoint_uid TEXT PRIMARY KEY REFERENCES resource (uid) ON DELETE CASCADE,
  primary_key TEXT NOT NULL,
  secondary_key TEXT NOT NULL
) STRICT;

-- Last cumulative counters read from the router, and what they grew by, in buckets of ten seconds.
CREATE TABLE counter_total (
  endpoint_uid TEXT NOT NULL REFERENCES resource (uid) ON DELETE CASCADE,
  deployment TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (endpoint_uid, deployment)
) STRICT;
CREATE TABLE counter_bucket (
  endpoint_uid TEXT NOT NULL REFERENCES resource (uid) ON DELETE CASCADE,
  deployment TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (endpoint_uid, deployment, bucket)
) STRICT;
