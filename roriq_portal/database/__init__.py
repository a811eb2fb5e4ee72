"""What several apps ask of PostgreSQL: constraints, triggers, rows copied in bulk, the migration that begins."""
