"""HTTP basic authentication; aiohttp's own argument for it is deprecated."""

from base64 import b64encode


def basic(user: str, password: str) -> str:
    """The value of the header."""
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()
