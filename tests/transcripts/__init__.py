"""Conversations as files, played against the real line."""
