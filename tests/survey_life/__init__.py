"""A survey of two thousand workers, over the local Twilio and Telegram servers."""
