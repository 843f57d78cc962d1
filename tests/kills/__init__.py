"""The kill rig: real processes around local providers, killed at named points and at random; then books are read."""
