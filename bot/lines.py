"""The lines a person can be on, and what a line can carry. Names are stored; nothing here talks to a provider."""

from enum import StrEnum


class Line(StrEnum):
    """A line: an address is unique on it."""

    TWILIO = "twilio"
    TELEGRAM = "telegram"
    GATEWAY = "gateway"
    EMAIL = "email"
    SIM_SMS = "sim-sms"
    SIM_TELEGRAM = "sim-telegram"


SMS_LINES = frozenset({Line.TWILIO, Line.GATEWAY, Line.SIM_SMS})
"""Lines where options are numbered lines and a message is paid by the segment."""
SIMULATED = frozenset({Line.SIM_SMS, Line.SIM_TELEGRAM})
