"""The works: what the queue is made of, and what it shares with other processes."""
