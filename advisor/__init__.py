"""People call us: the web view of advisors, leads, admins and auditors. It runs without any key to an address."""

from advisor.headers import security_headers
from advisor.rooms import register

__all__ = ["register", "security_headers"]
