"""What is said: pure scripts and the engine that runs them. No database, no clock, no randomness."""
