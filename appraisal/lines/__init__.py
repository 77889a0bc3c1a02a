"""The books of lines: the model itself. Books never import one another; lines meet by name."""
