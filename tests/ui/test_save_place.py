from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.core.settings import Settings, SettingsFile
from desktop.core.tasks import TaskOwner
from desktop.ui.preferences import Preferences
from desktop.ui.save_place import SavePlace


async def test_it_begins_where_something_was_saved_last(qapp, monkeypatch, tmp_path):
    tasks, window = TaskOwner(), QWidget()
    preferences = Preferences(SettingsFile(tmp_path / "settings.toml"), Settings(), tasks)
    asked = []
    answers = [tmp_path / "a.png", None]

    async def chosen(_parent, folder, name):
        asked.append((folder, name))
        return answers.pop(0)

    monkeypatch.setattr("desktop.ui.save_place.choose_save_path", chosen)
    place = SavePlace(preferences)
    assert await place.choose(window, "a.png") == tmp_path / "a.png"
    assert await place.choose(window, "b.png") is None
    assert asked == [(Path.home(), "a.png"), (tmp_path, "b.png")]
    assert place.folder == tmp_path
    await tasks.close()
