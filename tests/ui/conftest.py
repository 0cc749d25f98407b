"""What every test of the window shares: the player's libraries are in memory beforehand."""

import pytest

from desktop.ui.stage import backend


@pytest.fixture(scope="session", autouse=True)
def player_libraries(qapp):
    """A thread that loads them past the end of a test ends the process.

    They say something through Qt while the handler of messages is changed between two tests.
    """
    backend.preload()
