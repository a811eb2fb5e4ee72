"""What a coordinator checks: records to complete or to charge, unfinished imports, duplicates."""
