"""A chain of clips, each going on from a frame of another: its branches, and a path as a film."""
