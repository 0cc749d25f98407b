"""Pictures in a folder, small enough to be looked at in no time."""

import pytest

from desktop.core.catalogue import default_model
from tests.media.making import encoded, quarters


@pytest.fixture
def model():
    return default_model()


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "pictures"
    place.mkdir()
    return place


@pytest.fixture
def picture(folder):
    def picture(name, width=64, height=36):
        path = folder / name
        path.write_bytes(encoded(quarters(width, height)))
        return path

    return picture
