"""Conversations: what people write, and what the line makes of it."""
