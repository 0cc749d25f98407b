"""Large pictures and texts on a drag: what is dear is left to a thread."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from PySide6.QtCore import QByteArray, QMimeData

from desktop.ui.compose import drop, html_image
from desktop.ui.compose.html_image import first_image
from desktop.ui.compose.verdict import Outcome
from tests.ui.compose.test_mime_shapes import DATA, png


class Foreign(QMimeData):
    """What another process gives: encoded bytes, which Qt decodes when it is asked for an image."""

    def __init__(self, content: dict[str, bytes]) -> None:
        super().__init__()
        self._content = content
        self.asked: list[str] = []

    def formats(self) -> list[str]:
        return [*self._content, "application/x-qt-image"]

    def retrieveData(self, name: str, _kind: object) -> object:  # noqa: N802 - Qt's name
        self.asked.append(name)
        return QByteArray(self._content.get(name, b""))


@pytest.mark.parametrize(("name", "form"), [("image/png", "PNG"), ("image/bmp", "BMP")])
async def test_a_bitmap_of_another_process_is_not_decoded_on_the_gui_thread(bench, name, form):
    buffer = io.BytesIO()
    Image.new("RGB", (48, 36), "teal").save(buffer, form)
    mime = Foreign({"image/x-unknown": b"?", name: buffer.getvalue()})
    assert drop.take(mime) == drop.Bitmap(buffer.getvalue())
    assert bench.drop(mime).isAccepted()
    await bench.settled()
    assert (bench.frame.width, bench.frame.height) == (48, 36)
    assert bench.frame.path.read_bytes() == buffer.getvalue()
    assert "application/x-qt-image" not in mime.asked


async def test_broken_bytes_of_a_bitmap_are_refused_in_place(bench):
    bench.drop(Foreign({"image/png": png()[:60]}))
    await bench.settled()
    assert bench.panel.picture.notice.isVisible()
    assert bench.frame is None


async def test_html_is_searched_after_the_drop_not_while_it_hovers(bench, monkeypatch):
    searched: list[int] = []

    def counted(text, base=""):
        searched.append(len(text))
        return first_image(text, base)

    for module in (drop, html_image):
        monkeypatch.setattr(module, "first_image", counted)
    mime = QMimeData()
    mime.setHtml("<p>" + "x" * 1_000_000 + f'</p><img src="{DATA}">')
    assert drop.accepts(mime).outcome is Outcome.PICTURE
    assert isinstance(drop.take(mime), drop.WebAddress)
    assert max(searched) < 100_000
    bench.drop(mime)
    await bench.settled()
    assert (bench.frame.width, bench.frame.height) == (24, 18)
