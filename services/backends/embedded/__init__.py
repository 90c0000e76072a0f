"""One machine: SQLite in WAL mode, files, an outbox. Durable, and safe under several processes."""
