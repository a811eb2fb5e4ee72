"""The register of purposes: what each table holds, of whom, why, and until when."""
