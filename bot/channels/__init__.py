"""The only rooms that know a provider. One protocol (`channel.py`), one file for each."""
