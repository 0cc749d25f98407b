"""Startframe: pictures into videos with Leonardo.AI's Grok Imagine 1.5."""

__version__ = "0.1.0"
