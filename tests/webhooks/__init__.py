"""Machines call us: forged, repeated, oversized, malformed, and right."""
