"""The proof: behaviour, on real databases, real provider libraries and a real browser."""
