"""Many clips at once: what is wanted, read from pictures, folders and tables."""
