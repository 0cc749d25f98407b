"""Python's garbage is collected in the GUI thread, and only there."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import Qt

from desktop.ui.garbage import GarbageCollector


class Knot:
    def __init__(self):
        self.me = self


@pytest.fixture
def collector(qapp):
    thresholds = gc.get_threshold()
    gc.collect()
    yield GarbageCollector()
    gc.unfreeze()
    gc.set_threshold(*thresholds)


def test_other_threads_collect_nothing(collector):
    died_in = []
    knot = weakref.ref(Knot(), lambda _: died_in.append(threading.current_thread()))

    def litter():
        for _number in range(5000):
            Knot()

    thread = threading.Thread(target=litter)
    thread.start()
    thread.join()
    assert knot() is not None
    assert collector.collect() >= 0
    assert died_in == [threading.main_thread()]


def test_without_litter_nothing_is_collected(collector):
    assert collector.collect() == -1


def test_what_outlived_everything_is_left_alone_until_nobody_looks(collector, monkeypatch):
    alive = Knot()
    knot = weakref.ref(alive)
    collector.freeze()
    del alive
    gc.collect()
    assert knot() is not None
    monkeypatch.setattr("desktop.ui.garbage.REST_S", 0.0)
    assert not collector.use_rest(Qt.ApplicationState.ApplicationActive)
    assert collector.use_rest(Qt.ApplicationState.ApplicationInactive)
    assert knot() is None


def test_everything_is_collected_once_a_minute_at_the_most(collector):
    assert not collector.use_rest(Qt.ApplicationState.ApplicationInactive)
