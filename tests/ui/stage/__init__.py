"""Tests of desktop/ui/stage."""
