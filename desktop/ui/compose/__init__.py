"""The left side of the window: what to make."""
