"""The whole life of a committee as the world outside has it: phones, a browser, and weeks that pass."""
