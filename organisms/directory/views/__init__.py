"""Pages of organisms and regions."""
