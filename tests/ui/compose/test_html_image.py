"""The first picture in a piece of HTML, however it is written."""

from __future__ import annotations

import pytest

from desktop.ui.compose.html_image import (
    HEAD_BYTES,
    first_image,
    first_in_head,
    may_hold_image,
    text_of,
)

URL = "https://example.com/a.png"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f'<img src="{URL}">', URL),
        (f"<IMG SRC='{URL}'/>", URL),
        (f"<img src={URL}>", URL),
        (f"<img\n alt='a > b'\n src = '{URL}' >", URL),
        (f'<img alt="src=no" data-src="no" src="{URL}">', URL),
        ('<img src="https://example.com/a.png?a=1&amp;b=2">', f"{URL}?a=1&b=2"),
        ('<img src="//example.com/a.png">', URL),
        (f'<img src=""><img alt=x><img src="{URL}">', URL),
        (f'<img src="blob:https://example.com/1"><img src="{URL}">', URL),
        (f'<!--StartFragment--><a href="x"><img src="{URL}"></a><!--EndFragment-->', URL),
        ('<img src="data:image/png;base64,AAAA">', "data:image/png;base64,AAAA"),
        ('<img src="data:text/html,x">', None),
        ('<img src="http://example.com/a.png">', "http://example.com/a.png"),
        ('<img src="file:///etc/passwd">', None),
        ('<img src="javascript:x">', None),
        ('<img src="a.png">', None),
        ("<imgx src='https://example.com/a.png'>", None),
        ("<p>no picture</p>", None),
        ("<img", None),
        ('<img src="', None),
        ("", None),
    ],
)
def test_it_is_found(text, found):
    assert first_image(text) == found


@pytest.mark.parametrize(
    ("text", "base", "found"),
    [
        ('<img src="b.png">', "https://example.com/x/page.html", "https://example.com/x/b.png"),
        ('<img src="/b.png">', "https://example.com/x/", "https://example.com/b.png"),
        (
            '<base href="https://other.example/y/"><img src="b.png">',
            "",
            "https://other.example/y/b.png",
        ),
        (f'<img src="{URL}">', "https://other.example/", URL),
        ('<img src="b.png">', "not an address", None),
        ('<img src="b.png">', "file:///home/", None),
        ('<img src="b.png">', "https://[", None),
    ],
)
def test_a_relative_address_needs_a_base(text, base, found):
    assert first_image(text, base) == found


def test_hostile_html_ends():
    """Each of these would take minutes if a tag was read more than once."""
    assert first_image("<img " * 400_000) is None
    assert first_image("<img " + "a=" * 400_000) is None
    assert first_image("<img " + 'a="' * 400_000) is None
    assert first_image("<base " * 400_000) is None


def test_the_head_is_enough_for_an_address_and_tells_a_cut_one_too():
    far = b"x" * 4 * HEAD_BYTES
    assert first_in_head(f'<img src="{URL}">'.encode() + far) == URL
    for quote in (b"'", b'"', b""):
        cut = b"<img src=" + quote + b"data:image/png;base64," + far + quote + b">"
        found = first_in_head(cut)
        assert found is not None
        assert found.startswith("data:image/png;base64,xx")
        assert len(found) < 2 * HEAD_BYTES
    assert first_in_head(far + f'<img src="{URL}">'.encode()) is None
    assert may_hold_image(far + f'<img src="{URL}">'.encode())
    assert not may_hold_image(far)
    assert not may_hold_image(b"<p>words")
    assert may_hold_image(b"<Img src=x>")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_it_is_read_however_it_is_encoded(encoding):
    content = f'<p>ü</p><img src="{URL}">'.encode(encoding)
    assert may_hold_image(content)
    assert first_image(text_of(content)) == URL
