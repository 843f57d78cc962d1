"""The command line: puts the rooms together. The only place that may import all of them."""
