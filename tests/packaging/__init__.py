"""Tests of what makes the installers."""
