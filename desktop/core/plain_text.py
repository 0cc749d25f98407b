"""Text as a prompt holds it: plain, one kind of line end, no spaces that only look like one."""

from __future__ import annotations

_LINE_ENDS = {"\r": "\n", "\u0085": "\n", "\u2028": "\n", "\u2029": "\n", "\v": "\n", "\f": "\n"}
_SPACES = dict.fromkeys(
    ["\t", "\u00a0", "\u202f", "\u205f", *map(chr, range(0x2000, 0x200B))], " "
)  # not U+3000: it is the space of Japanese and Chinese
# Joiners (U+200C, U+200D) stay: emoji and several scripts are made with them.
_NOTHING = dict.fromkeys(["\u00ad", "\u200b", "\u2060", "\ufeff", "\ufffc"], "")
_CONTROLS = dict.fromkeys(map(chr, (*range(0x20), 0x7F, *range(0x80, 0xA0))), "") | {"\n": "\n"}
_TABLE = str.maketrans(_CONTROLS | _LINE_ENDS | _SPACES | _NOTHING)


def plain(text: str) -> str:
    """What was pasted, as it is kept: Windows line ends, odd spaces and control characters go."""
    return text.replace("\r\n", "\n").translate(_TABLE)
