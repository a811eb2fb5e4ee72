"""Incidents of confidentiality: declared, assessed, told."""
