"""The API key, and the account it opens."""
