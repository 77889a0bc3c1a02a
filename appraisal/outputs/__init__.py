"""Outputs: one file each."""
