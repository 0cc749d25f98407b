"""The library in the window: a grid of all clips, searched, filtered, sorted."""
