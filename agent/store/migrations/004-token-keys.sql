-- Endpoints with token authentication: the private key (PKCS #8, base64) that signs their tokens. The router gets its public half.
CREATE TABLE endpoint_token_key (
  endpoint_uid TEXT PRIMARY KEY REFERENCES resource (uid) ON DELETE CASCADE,
  private_key TEXT NOT NULL
) STRICT;
