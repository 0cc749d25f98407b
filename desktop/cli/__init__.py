"""Startframe without a window: the same jobs and library, no Qt."""
