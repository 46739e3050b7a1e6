"""What every app stands on: the outbox, idempotency keys, stored files, access tokens, heartbeats."""
