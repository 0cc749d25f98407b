"""Tests of desktop/ui/shelf."""
