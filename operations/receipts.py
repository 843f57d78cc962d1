"""That a message was taken in: known for good by a hash of the provider's id, so that it never counts twice."""

import hashlib

COPYING = "twilio"
"""The line whose provider keeps what was said until it is told to delete it."""


def receipt(external_id: str) -> str:
    """What is kept of a provider's id."""
    return hashlib.sha256(external_id.encode("utf-8", "surrogatepass")).hexdigest()
