"""A converted picture says so, in the window, and its original is kept as it came."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from desktop.media.conversion import Conversion
from desktop.ui.compose import conversion_words
from tests.media import corpus
from tests.media.making import encoded
from tests.ui.compose.conftest import until


@pytest.mark.parametrize(
    ("conversion", "words"),
    [
        (Conversion(), ""),
        (Conversion(kind="HEIC"), "Converted from HEIC"),
        (Conversion(kind="TIFF", is_print=True), "Converted from TIFF, CMYK"),
        (Conversion(has_more_bits=True, is_grey=True), "Converted from 16-bit colour, greyscale"),
        (Conversion(kind="GIF", is_first_frame=True), "First frame, converted from GIF"),
        (Conversion(is_first_frame=True), "First frame of an animation"),
        (Conversion(has_palette=True), "Converted from indexed colours"),
        (Conversion(has_transparency=True), "Transparent parts filled"),
        (
            Conversion(kind="AVIF", has_transparency=True),
            "Converted from AVIF, transparent parts filled",
        ),
        (Conversion(profile="Display P3"), "Converted from Display P3"),
        (Conversion(profile="a\n\x1b[31m b"), "Converted from a"),
    ],
)
def test_the_note_names_what_was_changed(conversion, words):
    note = conversion_words.note(conversion)
    assert note.startswith(words)
    assert "\x1b" not in note
    assert bool(note) == conversion.is_needed


def test_a_colour_space_of_any_name_stays_short():
    assert len(conversion_words.note(Conversion(profile="x" * 500))) < 60


@pytest.fixture
def heic(tmp_path):
    path = tmp_path / "IMG_0001.HEIC"
    path.write_bytes(corpus.heif(corpus.scene()))
    return path


async def test_a_heic_becomes_the_start_frame_and_says_so(bench, heic):
    bench.drop_file(heic)
    await bench.settled()
    frame = bench.frame
    assert (frame.name, frame.width, frame.height) == ("IMG_0001.HEIC", *corpus.SIZE)
    assert (frame.kind, frame.conversion_note) == ("HEIC", "Converted from HEIC")
    assert not frame.has_transparency
    assert frame.path.suffix == ".heic"
    assert frame.path.read_bytes() == heic.read_bytes()
    notice = bench.panel.picture.notice
    assert notice.isVisible()
    assert notice.title == "Converted from HEIC"


async def test_a_plain_photograph_is_not_remarked_on(bench, tmp_path):
    path = tmp_path / "photograph.jpg"
    path.write_bytes(encoded(corpus.scene(), "JPEG"))
    await bench.load(path)
    assert bench.frame.conversion_note == ""
    assert bench.panel.picture.notice.isHidden()


async def test_transparency_is_known(bench, tmp_path):
    path = tmp_path / "logo.png"
    path.write_bytes(encoded(corpus.see_through()))
    await bench.load(path)
    assert bench.frame.has_transparency


async def test_the_preview_is_as_the_screen_has_it(bench, rocket):
    await bench.load(rocket)
    assert bench.frame.preview.format() is QImage.Format.Format_RGB32


async def test_the_dialog_offers_every_kind_that_is_taken(bench):
    bench.panel.picture.choose()
    await until(lambda: bench.window.findChild(QFileDialog) is not None)
    dialog = bench.window.findChild(QFileDialog)
    for suffix in ("png", "jpg", "webp", "heic", "heif", "avif", "tiff", "bmp", "gif"):
        assert f"*.{suffix}" in dialog.nameFilters()[0]
    dialog.reject()
    await until(lambda: not bench.tasks.is_live("choose picture"))
