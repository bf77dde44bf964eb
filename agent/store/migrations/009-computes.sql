-- Kubernetes computes, registered by name and simulated on this computer.
CREATE TABLE compute (
  compute_key TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at TEXT NOT NULL,
  modified_at TEXT NOT NULL
) STRICT;
