"""Doors of services: what knows the request."""
