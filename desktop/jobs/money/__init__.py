"""Money: balances, what a clip costs and cost, and the user's limits."""
