"""Films on disk, and patience with what Qt says on machines without sound or graphics card."""

from __future__ import annotations

import pytest
import pytest_asyncio

from desktop.core.tasks import TaskOwner
from desktop.ui.stage.backend import HARMLESS_MESSAGES
from tests.ui.conftest import OFFSCREEN_REMARKS
from tests.ui.stage.films import make_film


def pytest_collection_modifyitems(items):
    """Only the nearest such mark counts: the test's own and the folder's become one."""
    for item in items:
        if "tests/ui/stage/" in item.path.as_posix():
            own = [text for mark in item.iter_markers("qt_log_ignore") for text in mark.args]
            texts = {*own, *HARMLESS_MESSAGES, *OFFSCREEN_REMARKS}
            mark = pytest.mark.qt_log_ignore(*sorted(texts), extend=True)
            item.add_marker(mark, append=False)


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
