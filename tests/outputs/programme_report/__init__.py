"""Tests of the paper of a programme."""
