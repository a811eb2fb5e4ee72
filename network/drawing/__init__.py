"""Drawings that pages of the network share: their scales, their marks, their files."""
