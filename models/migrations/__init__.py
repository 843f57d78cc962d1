"""The schema's history, numbered; each step is tested with data."""
