"""Agreements: their terms, parties, documents, and the one that follows."""
