"""The life of one clip, from a click to a file: no Qt."""
