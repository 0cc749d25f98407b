"""The shared widgets, pressed and looked at."""
