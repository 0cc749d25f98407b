"""The unconfirmed clip on the stage: what happened, what was found, and the user's choices."""

from __future__ import annotations

import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from shiboken6 import delete

from desktop.core import errors
from desktop.jobs.job import JobState
from desktop.leonardo.api import Generation, GenerationStatus
from desktop.ui.models.standing import Standing
from desktop.ui.stage.panel import StagePanel
from desktop.ui.verbs import Verb
from tests.ui.stage.films import NOW, job, request, until


class Bench:
    """A stage that shows one unconfirmed job, and what it asks for."""

    def __init__(self, tasks):
        self.standing = Standing()
        self.asked: list[tuple[object, ...]] = []
        self.stage = StagePanel(tasks)
        self.stage.resize(880, 480)
        self.stage.set_standing_source(lambda _id: self.standing)
        self.stage.verb_requested.connect(lambda *values: self.asked.append(values))
        self.stage.adopt_requested.connect(lambda *values: self.asked.append(values))
        self.stage.show()
        self.panel = self.stage.job_view.unconfirmed

    def show(self, standing, **values):
        self.standing = standing
        problem = errors.ReplyLost()
        self.stage.show_job(job("lost", JobState.UNCONFIRMED, problem=problem, **values))

    def press(self, name):
        button = self.stage.findChild(QPushButton, name)
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def bench(tasks, qapp):
    made = Bench(tasks)
    yield made
    delete(made.stage)


def generation(name, seconds, status=GenerationStatus.COMPLETE):
    moment = NOW + datetime.timedelta(seconds=seconds)
    return Generation(name, status, created_at=moment, prompt="She blinks", width=1280, height=720)


async def test_while_it_is_looked_for_that_is_said_and_looking_again_is_not_offered(bench):
    bench.show(Standing(is_searching=True))
    assert bench.panel.isVisible()
    assert bench.panel.status == "Looking for it at Leonardo…"
    assert not bench.panel.look_button.isEnabled()
    assert not bench.stage.job_view.message.isVisible()
    assert not bench.stage.job_view.story_view.isVisible()
    assert "Looking for it" in bench.stage.job_view.accessibleName()


async def test_nothing_found_leaves_three_choices_and_names_the_price(bench):
    bench.show(Standing(candidates=()))
    assert "Nothing like it" in bench.panel.status
    assert "may still appear" in bench.panel.hint
    assert bench.panel.send_button.text() == "Send again · about $1.44"
    for name in ("unconfirmed_look", "unconfirmed_send_again", "unconfirmed_give_up"):
        bench.press(name)
    verbs = (Verb.LOOK, Verb.SEND_AGAIN, Verb.GIVE_UP)
    assert bench.asked == [("lost", verb) for verb in verbs]


async def test_a_price_nobody_knows_is_not_named(bench):
    bench.show(Standing(candidates=()), request=request(size=(0, 0)))
    assert bench.panel.send_button.text() == "Send again…"


async def test_several_are_listed_with_time_size_and_state_and_one_can_be_taken(bench):
    found = (generation("g1", 5), generation("g2", 1, GenerationStatus.PENDING))
    bench.show(Standing(candidates=found))
    assert "2 of your clips" in bench.panel.status
    buttons = bench.panel.candidates.buttons
    assert len(buttons) == 2
    for words in ("1280 × 720", "finished"):
        assert words in buttons[0].accessibleName()
    assert "being made" in buttons[1].accessibleName()
    QTest.mouseClick(buttons[1], Qt.MouseButton.LeftButton)
    assert bench.asked == [("lost", "g2")]


async def test_the_same_found_again_keeps_the_rows_and_others_replace_them(bench):
    bench.show(Standing(candidates=(generation("g1", 5),)))
    before = bench.panel.candidates.buttons
    bench.show(Standing(candidates=(generation("g1", 5),), is_searching=True))
    assert bench.panel.candidates.buttons == before
    bench.show(Standing(candidates=(generation("g2", 5), generation("g3", 6))))
    await until(lambda: len(bench.panel.candidates.buttons) == 2)


async def test_a_dozen_found_fit_on_a_small_stage(bench):
    bench.stage.resize(640, 380)
    bench.show(Standing(candidates=tuple(generation(f"g{n}", n) for n in range(12))))
    assert bench.stage.job_view.rect().contains(bench.panel.geometry())
    assert len(bench.panel.candidates.buttons) == 12


async def test_once_it_is_known_the_panel_is_gone(bench):
    bench.show(Standing(candidates=()))
    bench.stage.show_job(job("lost", JobState.GENERATING))
    assert not bench.panel.isVisible()
    assert bench.stage.job_view.story.title == "Generating"
    bench.show(Standing(candidates=()))
    bench.stage.show_job(job("lost", JobState.CANCELLED, submitted_at=NOW))
    assert not bench.panel.isVisible()
    assert bench.stage.job_view.message.title == "Given up"


async def test_escape_on_the_stage_takes_back_what_is_about_to_be_sent(bench):
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=20)
    bench.stage.show_job(job("new", JobState.UPLOADING, send_at=soon))
    assert bench.stage.job_view.story.title.startswith("Sending in ")
    QTest.keyClick(bench.stage.job_view, Qt.Key.Key_Escape)
    bench.press("stage_verb")
    assert bench.asked == [("new", Verb.UNDO)] * 2
    bench.stage.show_job(job("new", JobState.GENERATING))
    QTest.keyClick(bench.stage.job_view, Qt.Key.Key_Escape)
    bench.press("stage_verb")
    assert bench.asked[2:] == [("new", Verb.CANCEL)]


async def test_its_details_stay_unfolded_while_it_is_looked_for(bench):
    bench.show(Standing(is_searching=True))
    details = bench.panel.details
    height = bench.panel.height()
    details.button.click()
    assert bench.panel.height() > height
    bench.stage.job_view.add_details("lost", "POST sent")
    bench.show(Standing(candidates=()))
    assert details.is_unfolded
    assert "Problem: reply_lost" in details.text
    assert "POST sent" in details.text
    assert bench.panel.height() <= bench.stage.job_view.height() - 16
