"""Catalogues, word lists and country facts: data, and the little that loads it. Standard library only."""
