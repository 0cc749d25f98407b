"""The copy that is sent is exactly the crop that was shown, and nothing else of the file."""

import concurrent.futures
import time
from typing import Any

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from desktop.core.catalogue import Dimensions, default_model
from desktop.core.errors import FolderUnwritable, PictureMissing, Unreadable
from desktop.media import encoding
from desktop.media.encoding import MAX_SENT_BYTES
from desktop.media.framing import WHOLE, Bars, Fit, Framing, crop_for
from desktop.media.prepare import prepare
from tests.media.making import STORING, display_p3, encoded, quarters, stored_turned

AUTO, WIDE, SQUARE = Dimensions(0, 0), Dimensions(1280, 720), Dimensions(544, 544)
MARK = 12  # the side of a marking square, in pixels of the source


@pytest.fixture
def send(tmp_path):
    def run(content: bytes, dimensions: Dimensions, framing: Framing = WHOLE) -> Image.Image:
        source = tmp_path / "source"
        source.write_bytes(content)
        target = prepare(source, dimensions, tmp_path / "sent" / "frame.jpg", framing)
        assert target.parent == tmp_path / "sent"
        with Image.open(target) as image:
            image.load()
            assert {"JPEG": "frame.jpg", "PNG": "frame.png"}[str(image.format)] == target.name
            return image

    return run


def marked(width: int, height: int, dimensions: Dimensions) -> Image.Image:
    """Black outside the crop, grey inside, with a white square in each of its corners."""
    crop = crop_for(width, height, dimensions)
    image = Image.new("RGB", (width, height))
    image.paste((120, 120, 120), (crop.left, crop.top, crop.right, crop.bottom))
    for left in (crop.left, crop.right - MARK):
        for top in (crop.top, crop.bottom - MARK):
            image.paste((255, 255, 255), (left, top, left + MARK, top + MARK))
    return image


def assert_exactly_the_crop(sent: Image.Image, source_crop_width: int) -> None:
    """No black came in at the edges, and the corner squares are whole."""
    pixels = sent.convert("L").tobytes()

    def grey(x: int, y: int) -> int:
        return pixels[y * sent.width + x]

    assert min(grey(*at) for at in edge_pixels(sent)) > 95
    side = MARK * sent.width / source_crop_width
    for x in (side / 2, sent.width - 1 - side / 2):
        for y in (side / 2, sent.height - 1 - side / 2):
            assert grey(round(x), round(y)) > 230
    # the square's inner edge lies where it was, to a pixel
    assert grey(round(side + 1.5), 0) < 150
    assert grey(round(side - 1.5), 0) > 210


def edge_pixels(image):
    width, height = image.size
    yield from ((x, y) for x in range(0, width, 3) for y in (0, height - 1))
    yield from ((x, y) for y in range(0, height, 3) for x in (0, width - 1))


@pytest.mark.parametrize("orientation", STORING)
@pytest.mark.parametrize(
    ("size", "dimensions"),
    [
        ((901, 600), WIDE),  # an odd side, not made smaller
        ((901, 600), SQUARE),
        ((601, 903), WIDE),
        ((3001, 2003), Dimensions(400, 736)),  # made smaller, decoded at a half from a JPEG
        ((2999, 2000), SQUARE),
    ],
)
def test_the_crop_sent_is_the_crop_shown(send, size, dimensions, orientation):
    kind, crop = "JPEG", crop_for(size[0], size[1], dimensions)
    sent = send(stored_turned(marked(size[0], size[1], dimensions), orientation, kind), dimensions)
    assert_exactly_the_crop(sent, crop.width)


def test_a_png_is_cut_as_exactly(send):
    crop = crop_for(1500, 1000, SQUARE)
    sent = send(stored_turned(marked(1500, 1000, SQUARE), 6, "PNG"), SQUARE)
    assert sent.size == (crop.width, crop.height)
    assert_exactly_the_crop(sent, crop.width)


def test_without_scaling_the_pixels_are_the_same_ones(send):
    noise = Image.effect_noise((640, 427), 40).convert("RGB")
    crop = crop_for(640, 427, WIDE)
    cut = noise.crop((crop.left, crop.top, crop.right, crop.bottom))
    assert send(encoded(noise), WIDE).tobytes() == cut.tobytes()


@pytest.mark.parametrize("dimensions", default_model().dimensions, ids=str)
@pytest.mark.parametrize("size", [(64, 48), (3000, 2100), (2100, 3000), (5000, 40)])
def test_the_copy_is_never_larger_than_the_crop_or_twice_the_size(send, dimensions, size):
    crop = crop_for(size[0], size[1], dimensions)
    sent = send(encoded(Image.new("RGB", size, "teal"), "JPEG"), dimensions)
    assert sent.width <= crop.width
    assert sent.height <= crop.height
    if dimensions.is_auto:
        assert max(sent.size) == min(2048, max(size))
    else:
        assert (sent.size == (crop.width, crop.height)) or sent.size == (
            2 * dimensions.width,
            2 * dimensions.height,
        )
    assert sent.width / sent.height == pytest.approx(crop.width / crop.height, rel=0.05)


@pytest.mark.parametrize("framing", [Framing(), Framing(fit=Fit.FIT, bars=Bars.MIRRORED)])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WebP"])
def test_nothing_of_the_files_metadata_is_sent(send, tmp_path, kind, framing):
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    exif[0x0112] = 1
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (47.0, 22.0, 33.0)
    options: dict[str, Any] = {
        "exif": exif.tobytes(),
        "icc_profile": display_p3(),
        "xmp": b"<x>SECRETXMP</x>",
    }
    if kind == "PNG":
        options.pop("xmp")
        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", "<x>SECRETXMP</x>")
        options["pnginfo"].add_text("Comment", "SECRETTEXT")
    if kind == "JPEG":
        options["comment"] = b"SECRETCOMMENT"
    content = encoded(quarters(400, 300), kind, **options)
    assert b"SECRETXMP" in content
    sent = send(content, WIDE, framing)
    [copy] = (tmp_path / "sent").iterdir()
    raw = copy.read_bytes()
    assert b"SECRET" not in raw
    assert b"Exif" not in raw
    assert b"ICC_PROFILE" not in raw
    assert not sent.getexif()
    assert set(sent.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert (tmp_path / "source").read_bytes() == content


@pytest.mark.parametrize(
    ("wide", "srgb"),
    [((200, 100, 50), (215, 93, 31)), ((128,) * 3, (128,) * 3), ((60, 180, 90), (0, 183, 78))],
)
def test_colours_of_a_wide_gamut_arrive_as_srgb(send, wide, srgb):
    content = encoded(
        Image.new("RGB", (64, 64), wide), "JPEG", quality=100, icc_profile=display_p3()
    )
    pixel = send(content, AUTO).getpixel((30, 30))
    assert all(abs(a - b) <= 4 for a, b in zip(pixel, srgb, strict=True))


def test_an_srgb_profile_changes_nothing(send):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = encoded(Image.new("RGB", (64, 64), (13, 200, 77)), icc_profile=profile)
    assert send(content, AUTO).getpixel((30, 30)) == pytest.approx((13, 200, 77), abs=2)


@pytest.mark.parametrize("profile", [b"no profile", display_p3()[:200], bytes(300)])
def test_a_broken_profile_is_left_out(send, profile):
    content = encoded(Image.new("RGB", (64, 64), (13, 200, 77)), icc_profile=profile)
    assert send(content, AUTO).getpixel((30, 30)) == pytest.approx((13, 200, 77), abs=2)


def test_a_profile_for_another_kind_of_pixel_is_left_out(send):
    content = encoded(Image.new("L", (64, 64), 77), icc_profile=display_p3())
    assert send(content, AUTO).getpixel((30, 30)) == pytest.approx((77, 77, 77), abs=2)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_is_white(send, mode):
    image = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 32, 64))
    sent = send(encoded(image.convert(mode)), AUTO)
    assert sent.getpixel((10, 30)) == pytest.approx((0, 0, 0), abs=3)
    assert sent.getpixel((54, 30)) == pytest.approx((255, 255, 255), abs=3)


def test_a_transparent_colour_leaves_no_fringe_when_made_smaller(send):
    image = Image.new("RGB", (3000, 3000), (0, 255, 0))
    image.paste((255, 255, 255), (0, 0, 1500, 3000))
    sent = send(encoded(image, transparency=(0, 255, 0)), SQUARE)
    greenest = max(g - r for _, (r, g, _) in sent.getcolors(1_000_000))
    assert greenest < 8


def test_colour_is_sent_at_full_resolution_and_high_quality(send):
    sent = send(encoded(quarters(640, 360), "JPEG"), WIDE)
    assert [component[1:3] for component in sent.layer] == [(1, 1)] * 3
    assert max(max(table) for table in sent.quantization.values()) < 25


def test_even_pure_noise_stays_under_ten_megabytes(tmp_path):
    source = tmp_path / "noise.png"
    noise = Image.merge("RGB", [Image.effect_noise((2048, 2048), 120) for _ in "RGB"])
    source.write_bytes(encoded(noise, compress_level=0))
    target = prepare(source, AUTO, tmp_path / "sent.jpg")
    assert target.stat().st_size <= MAX_SENT_BYTES
    with Image.open(target) as image:
        assert image.size == (2048, 2048)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_quality_gives_way_where_bytes_are_too_many(send, monkeypatch, kind):
    monkeypatch.setattr(encoding, "MAX_SENT_BYTES", 30_000)
    sent = send(encoded(Image.effect_noise((300, 300), 60), kind), AUTO)
    assert max(max(table) for table in sent.quantization.values()) > 25


@pytest.mark.parametrize(
    ("kind", "options", "sent_kind"),
    [
        ("PNG", {}, "PNG"),
        ("WebP", {"lossless": True}, "PNG"),
        ("WebP", {"lossless": True, "exact": True, "exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0"}, "PNG"),
        ("WebP", {"quality": 90}, "JPEG"),
        ("JPEG", {"quality": 90}, "JPEG"),
    ],
)
def test_what_was_lossless_stays_so(send, kind, options, sent_kind):
    picture = quarters(640, 360)
    sent = send(encoded(picture, kind, **options), WIDE)
    assert sent.format == sent_kind
    if sent_kind == "PNG":
        assert sent.tobytes() == picture.tobytes()


def test_twelve_megapixels_are_ready_soon(tmp_path):
    source = tmp_path / "camera.jpg"
    source.write_bytes(encoded(quarters(4000, 3000), "JPEG", quality=90))
    started = time.perf_counter()
    prepare(source, WIDE, tmp_path / "sent.jpg")
    assert time.perf_counter() - started < 3  # about 0.25 s on one core of a small server


def test_several_threads_prepare_at_once(tmp_path):
    source = tmp_path / "source.jpg"
    source.write_bytes(stored_turned(quarters(400, 300), 6, "JPEG"))

    def run(number: int) -> bytes:
        return prepare(source, WIDE, tmp_path / f"{number % 3}.jpg").read_bytes()

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(run, range(24)))) == 1
    assert len(list(tmp_path.iterdir())) == 4


def test_a_source_that_is_gone_or_cut_writes_nothing(tmp_path):
    with pytest.raises(PictureMissing):
        prepare(tmp_path / "gone.png", WIDE, tmp_path / "sent" / "x.jpg")
    cut = tmp_path / "cut.png"
    cut.write_bytes(encoded(Image.effect_noise((200, 200), 60))[:5000])
    with pytest.raises(Unreadable):
        prepare(cut, WIDE, tmp_path / "sent" / "x.jpg")
    assert not (tmp_path / "sent").exists()


def test_a_folder_that_cannot_be_made_is_a_problem(tmp_path):
    source = tmp_path / "source.png"
    source.write_bytes(encoded(quarters(8, 8)))
    with pytest.raises(FolderUnwritable):
        prepare(source, WIDE, source / "inside" / "x.jpg")
