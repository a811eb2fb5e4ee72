"""Agreements of the demonstration, their parties, money and days."""
