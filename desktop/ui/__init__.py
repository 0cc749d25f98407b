"""The window: widgets that show and ask, and hold no truth."""
