"""Settings as the window holds them: told at once, on disk soon, a full disk said in the log."""

import pytest

from desktop.core.settings import Settings, SettingsFile
from desktop.core.tasks import TaskOwner
from desktop.ui.preferences import Preferences


@pytest.fixture
def file(tmp_path):
    return SettingsFile(tmp_path / "settings.json")


async def test_a_change_is_told_once_and_written(file):
    tasks = TaskOwner()
    told: list[Settings] = []
    preferences = Preferences(file, Settings(), tasks)
    preferences.changed.connect(told.append)
    preferences.change(volume=0.7)
    preferences.change(volume=0.7)
    assert [settings.volume for settings in told] == [0.7]
    await preferences.flush()
    assert file.load().volume == 0.7
    await tasks.close()


@pytest.mark.expects_log("settings could not be saved")
async def test_a_folder_that_does_not_take_them_is_no_crash(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    tasks = TaskOwner()
    preferences = Preferences(SettingsFile(blocked / "settings.json"), Settings(), tasks)
    preferences.change(volume=0.7)
    await preferences.flush()
    assert preferences.current.volume == 0.7
    await tasks.close()
