"""Tests of the window: the offscreen platform's own remarks are no warnings of ours."""

from __future__ import annotations

import pytest

OFFSCREEN_REMARKS = ("This plugin does not support",)


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/ui/" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore(*OFFSCREEN_REMARKS, extend=True))
