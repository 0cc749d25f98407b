"""Formats are told from the first bytes."""

import pytest

from desktop.media.kinds import HEAD_BYTES, kind_of


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        (b"\xff\xd8\xff\xe1\x00\x10Exif", "JPEG"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "WebP"),
        (b"RIFF\x10\0\0\0AVI LIST", "AVI"),
        (b"GIF89a\x01\0\x01\0", "GIF"),
        (b"%PDF-1.7\n", "PDF"),
        (b"BM\x36\0\0\0", "BMP"),
        (b"II*\x00\x08\0\0\0", "TIFF"),
        (b"MM\x00*\0\0\0\x08", "TIFF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0", "HEIC"),
        (b"\0\0\0\x18ftypavif\0\0\0\0", "AVIF"),
        (b"\0\0\0\x18ftypisom\0\0\2\0", "MP4"),
        (b"\0\0\0\x14ftypqt  \0\0\2\0", "MOV"),
        (b"\x1aE\xdf\xa3\x9fB\x86", "Matroska"),
        (b"PK\x03\x04\x14\0", "ZIP"),
        (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "JPEG XL"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- drawn -->\n<SVG/>", "SVG"),
        (b"<!DOCTYPE html><html></html>", "HTML"),
        (b"<?xml version='1.0'?><note/>", "XML"),
        (b"Dear diary,\r\n\tthe <svg was a lie", "text"),
        ("žluťoučký kůň".encode(), "text"),
        ("written on Windows".encode("utf-16"), "text"),
        (("x" + "ů" * HEAD_BYTES).encode()[:HEAD_BYTES], "text"),  # the last character is cut
        (b"caf\xe9 in Latin-1", None),
        (b"\x00\x01\x02\x03", None),
        (b"", None),
    ],
)
def test_the_content_decides(head, kind):
    assert kind_of(head) == kind
