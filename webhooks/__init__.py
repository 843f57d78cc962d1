"""Machines call us: verify, parse to Inbound, hand on. Nothing is decided here."""
