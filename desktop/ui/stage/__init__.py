"""The middle of the window: the clip, large."""
