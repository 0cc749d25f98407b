"""Many clips at once: the sheet where they are looked through, priced and sent together."""
