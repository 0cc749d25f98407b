"""The scans of a JPEG are counted as its decoder meets them."""

import io

import pytest
from PIL import Image

from desktop.media.scans import scans

SCAN, END = b"\xff\xda", b"\xff\xd9"


def jpeg(mode="RGB", **options):
    target = io.BytesIO()
    Image.effect_noise((64, 48), 60).convert(mode).save(target, "JPEG", **options)
    return target.getvalue()


def behind_the_start(content, extra):
    return content[:2] + extra + content[2:]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (jpeg(), [3]),
        (jpeg("L"), [1]),
        (jpeg("CMYK"), [4]),
        (jpeg(restart_marker_blocks=1), [3]),
        (jpeg("L", progressive=True), [1] * 6),
        (jpeg(progressive=True), [3, 1, 1, 1, 1, 1, 3, 1, 1, 1]),
        (behind_the_start(jpeg(), b"\xff\xe1\0\x0e" + SCAN + b"\0\x08\1" + END + b"\0" * 5), [3]),
        (behind_the_start(jpeg(), b"\0rubbish\xff\0"), [3]),
        (jpeg()[:-2] + b"\xff" * 9 + END + SCAN + b"\0\x08\3", [3]),
        (b"\xff\xd8", []),
        (b"\xff\xd8" + SCAN, []),
        (b"", []),
    ],
)
def test_each_scan_counts_and_nothing_else(content, expected):
    assert scans(content, 64) == expected


def test_counting_ends_early():
    assert len(scans(jpeg(progressive=True), 3)) == 4
    with pytest.raises(ValueError, match="segments"):
        scans(b"\xff\xd8" + b"\xff\xfe\0\2" * 30_000, 64)
