"""Compose, driven through its own controls."""
