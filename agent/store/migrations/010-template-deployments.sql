-- Deployments of templates (Microsoft.Resources/deployments) and what became of each of their resources.
CREATE TABLE template_deployment (
  deployment_key TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  subscription TEXT NOT NULL,
  resource_group TEXT NOT NULL,
  correlation_id TEXT NOT NULL,
  client_request_id TEXT,
  body_hash TEXT NOT NULL,
  location TEXT,
  tags TEXT NOT NULL,
  template TEXT NOT NULL,
  -- {name: {type, value}}; values of secure parameters are in secrets, and only until the deployment has ended.
  parameters TEXT NOT NULL,
  secrets TEXT,
  state TEXT NOT NULL,
  outputs TEXT,
  problem TEXT,
  started_at TEXT NOT NULL,
  ended_at TEXT
) STRICT;
CREATE TABLE template_resource (
  deployment_key TEXT NOT NULL REFERENCES template_deployment (deployment_key) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  status_code INTEGER,
  problem TEXT,
  started_at TEXT,
  ended_at TEXT,
  PRIMARY KEY (deployment_key, position)
) STRICT;
