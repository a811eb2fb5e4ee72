"""Funders with their offices and programmes, and the agents who hold a seat there."""
