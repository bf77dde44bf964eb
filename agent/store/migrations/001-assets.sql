-- Registered assets, their containers, and the blobs behind them. JSON columns hold ARM `properties` as sent.
CREATE TABLE asset_container (
  kind TEXT NOT NULL CHECK (kind IN ('models', 'environments', 'codes')),
  name TEXT NOT NULL COLLATE NOCASE,
  properties TEXT NOT NULL,
  next_version INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL,
  modified_at TEXT NOT NULL,
  PRIMARY KEY (kind, name)
) STRICT;

CREATE TABLE asset_version (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  name TEXT NOT NULL COLLATE NOCASE,
  version TEXT NOT NULL COLLATE NOCASE,
  properties TEXT NOT NULL,
  -- What must never change for this version (canonical JSON).
  fingerprint TEXT NOT NULL,
  -- Content-addressed tree below assets/, and the last segment of the uri it came from.
  content_hash TEXT,
  content_name TEXT,
  is_anonymous INTEGER NOT NULL DEFAULT 0,
  is_archived INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL,
  modified_at TEXT NOT NULL,
  UNIQUE (kind, name, version),
  FOREIGN KEY (kind, name) REFERENCES asset_container (kind, name) ON DELETE CASCADE
) STRICT;

CREATE TABLE blob (
  container TEXT NOT NULL,
  path TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  etag TEXT NOT NULL,
  content_type TEXT NOT NULL,
  metadata TEXT NOT NULL,
  created_at TEXT NOT NULL,
  modified_at TEXT NOT NULL,
  PRIMARY KEY (container, path)
) STRICT;

CREATE TABLE blob_block (
  container TEXT NOT NULL,
  path TEXT NOT NULL,
  block_id TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (container, path, block_id)
) STRICT;

-- Secrets of this installation, such as the key that signs shared access signatures.
CREATE TABLE installation_secret (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
