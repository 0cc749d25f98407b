"""The sheet for many clips."""
