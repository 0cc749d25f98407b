"""Plain text: what other programs put on the clipboard, made typeable."""

import pytest

from desktop.core.plain_text import plain


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u2028b\u2029c\u0085d", "a\nb\nc\nd"),
        ("a\u00a0b\u202fc\u2009d\te", "a b c d e"),
        ("ze\u00adro\u200b wid\ufeffth", "zero width"),
        ("bell\x07 null\x00", "bell null"),
        ("日本　語", "日本　語"),
        ("👨‍👩‍👧 می‌روم", "👨‍👩‍👧 می‌روم"),
        ("ä é 🚀 {a|b}", "ä é 🚀 {a|b}"),
    ],
)
def test_what_is_pasted_becomes_plain(pasted, kept):
    assert plain(pasted) == kept
    assert plain(kept) == kept
