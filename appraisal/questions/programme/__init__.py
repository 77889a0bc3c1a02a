"""A programme of measures: what it comes to, and what is asked of it."""
