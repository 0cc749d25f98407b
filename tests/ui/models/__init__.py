"""Tests of desktop/ui/models."""
