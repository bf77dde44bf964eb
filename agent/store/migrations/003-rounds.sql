-- Of a generation that is being rolled out: this instance (or the one it replaces) has taken its slot over and gets requests.
ALTER TABLE instance ADD COLUMN published INTEGER NOT NULL DEFAULT 0;
