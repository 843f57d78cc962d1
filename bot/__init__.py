"""The shell: everything that touches the world, none of the rules."""
