"""Benchmarks: every figure is a ratio to a limit, both sides interleaved in one run. `python -m tests.bench`."""
