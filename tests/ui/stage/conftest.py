"""Films on disk and an owner for the tasks."""

from __future__ import annotations

import pytest
import pytest_asyncio

from desktop.core.tasks import TaskOwner
from tests.ui.stage.films import make_film


@pytest_asyncio.fixture
async def tasks():
    owner = TaskOwner()
    yield owner
    await owner.close()


@pytest.fixture(scope="session")
def film(tmp_path_factory):
    """One second, 24 numbered frames, with sound that is a little longer than the picture."""
    return make_film(tmp_path_factory.mktemp("films") / "film.mp4", sound=True)


@pytest.fixture(scope="session")
def portrait(tmp_path_factory):
    return make_film(tmp_path_factory.mktemp("films") / "portrait.mp4", 180, 320, frames=12)
