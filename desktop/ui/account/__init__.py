"""The API key, and the account it opens."""

KEYS_PAGE = "https://app.leonardo.ai/api-access"
