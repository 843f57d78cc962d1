"""Providers' words for how far a message has come, as ours. One table for senders and webhooks."""

from models.vocabulary import OutboxState

TWILIO_REPORTS: dict[str, OutboxState] = {
    "accepted": OutboxState.ACCEPTED,
    "scheduled": OutboxState.ACCEPTED,
    "queued": OutboxState.ACCEPTED,
    "sending": OutboxState.ACCEPTED,
    "sent": OutboxState.SENT,
    "delivered": OutboxState.DELIVERED,
    "read": OutboxState.DELIVERED,
    "partially_delivered": OutboxState.SENT,
    "undelivered": OutboxState.UNDELIVERED,
    "failed": OutboxState.FAILED,
    "canceled": OutboxState.FAILED,
}
"""A status nobody has heard of is not in here, and changes nothing."""

GATEWAY_REPORTS: dict[str, OutboxState] = {
    "sent": OutboxState.SENT,
    "delivered": OutboxState.DELIVERED,
    "failed": OutboxState.FAILED,
}
