"""Presets in the window: chosen from a menu, saved under a name, looked after in a dialog."""
