"""Pictures and films as files: no Qt, no network."""
