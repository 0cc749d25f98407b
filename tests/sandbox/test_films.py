"""The films: size, length, sound, form."""

from __future__ import annotations

import hashlib
import io

import av
import pytest
from PIL import Image

from desktop.sandbox import renderer
from desktop.sandbox.camera import output_size
from desktop.sandbox.order import SIZES
from desktop.sandbox.renderer import Clip
from tests.sandbox.caller import picture


def render(tmp_path, content: bytes, size=(400, 736), duration_s=3, *, audio=False):
    source, film, poster = (tmp_path / name for name in ("start", "film", "poster"))
    source.write_bytes(content)
    clip = Clip(source, size[0], size[1], duration_s, audio)
    made = renderer.render(clip, film, poster, lambda: False)
    return made, film, poster


@pytest.mark.parametrize("size", SIZES)
def test_every_pair_has_its_size_and_length(tmp_path, size):
    made, path, poster = render(tmp_path, picture(size=(300, 200)), size)
    expected = size if size[0] else (1280, 854)
    assert made == expected
    with av.open(str(path)) as film, Image.open(poster) as first:
        video = film.streams.video[0]
        assert (video.width, video.height) == expected
        assert first.size == expected
        assert video.frames == 72
        assert video.average_rate == 24
        assert video.codec_context.name == "h264"
        assert (video.pix_fmt, video.codec_context.colorspace) == ("yuv420p", 1)
        assert seconds(video) == pytest.approx(3.0, abs=0.001)
        assert not film.streams.audio


@pytest.mark.parametrize("duration_s", [3, 6, 15])
def test_sound_is_as_long_as_the_picture(tmp_path, duration_s):
    _, path, _ = render(tmp_path, picture(), duration_s=duration_s, audio=True)
    with av.open(str(path)) as film:
        sound = film.streams.audio[0]
        assert sound.codec_context.name == "aac"
        assert seconds(sound) == pytest.approx(duration_s, abs=0.04)
        assert (film.duration or 0) / av.time_base == pytest.approx(duration_s, abs=0.04)
        loudest = max(max(abs(v) for v in _samples(f)) for f in film.decode(audio=0))
    assert 0.01 < loudest < 0.1


def seconds(stream) -> float:
    return float(stream.duration * stream.time_base)


def _samples(frame):
    return memoryview(bytes(frame.planes[0])).cast("f")[: frame.samples]


def test_the_index_comes_before_the_film(tmp_path):
    _, path, _ = render(tmp_path, picture())
    content = path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_the_same_clip_gives_the_same_bytes(tmp_path):
    digests = set()
    for _ in range(2):
        _, path, _ = render(tmp_path, picture(), audio=True)
        digests.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_the_picture_moves_and_carries_the_mark(tmp_path):
    grey = io.BytesIO()
    ground = Image.new("RGB", (400, 736), (180, 60, 60))
    ground.paste((60, 180, 60), (100, 300, 300, 440))
    ground.save(grey, "PNG")
    _, path, _ = render(tmp_path, grey.getvalue())
    with av.open(str(path)) as film:
        frames = [_rgb(frame) for frame in film.decode(video=0)]
    first, last = frames[0], frames[-1]
    assert first.getpixel((200, 368)) == pytest.approx((60, 180, 60), abs=6)
    assert first.getpixel((10, 10)) == pytest.approx((180, 60, 60), abs=6)
    assert last.getbbox() == (0, 0, 400, 736)
    assert first.tobytes() != last.tobytes()
    corner = first.crop((280, 690, 400, 736)).convert("L")
    assert max(corner.tobytes()) > 190  # letters
    assert min(corner.tobytes()) < 60  # their plate
    assert min(first.crop((0, 0, 120, 46)).convert("L").tobytes()) > 60


def _rgb(frame) -> Image.Image:
    planes = frame.reformat(
        format="rgb24", src_colorspace="ITU709", src_color_range="MPEG", dst_color_range="JPEG"
    ).planes
    size = (planes[0].width, planes[0].height)
    return Image.frombytes("RGB", size, bytes(planes[0]), "raw", "RGB", planes[0].line_size, 1)


def test_a_picture_lying_on_its_side_is_put_upright(tmp_path):
    content = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (300, 200)).save(content, "JPEG", exif=exif)
    made, _, _ = render(tmp_path, content.getvalue(), (0, 0))
    assert made == (854, 1280)


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "LA", "1", "CMYK", "I;16"])
def test_any_kind_of_pixel_is_taken(tmp_path, mode):
    content = io.BytesIO()
    Image.new(mode, (64, 64)).save(content, "JPEG" if mode == "CMYK" else "PNG")
    assert render(tmp_path, content.getvalue())[0] == (400, 736)


@pytest.mark.parametrize(
    ("picture_size", "expected"),
    [((1, 1), (1280, 1280)), ((9000, 10), (1280, 64)), ((451, 300), (1280, 852))],
)
def test_auto_follows_the_picture(picture_size, expected):
    assert output_size(0, 0, picture_size) == expected


def test_a_picture_that_is_cut_short_ends_as_failed(caller):
    whole = picture("PNG", (900, 900))
    generation_id = caller.submit(caller.body(caller.upload(whole[: len(whole) // 2]))).json()[
        "generate"
    ]["generationId"]
    assert caller.finish(generation_id)["status"] == "FAILED"


def test_a_render_can_be_stopped(tmp_path):
    source = tmp_path / "start.png"
    source.write_bytes(picture())
    clip = Clip(source, 400, 736, 15, audio=True)
    with pytest.raises(renderer.Interrupted):
        renderer.render(clip, tmp_path / "film", tmp_path / "poster", lambda: True)
