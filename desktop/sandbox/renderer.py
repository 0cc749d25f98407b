"""One clip from one picture: an MP4 and its poster."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import av
from PIL import Image

from desktop.sandbox.camera import Camera, open_picture, output_size
from desktop.sandbox.tone import RATE_HZ, Tone

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from av.audio import AudioStream
    from av.container import OutputContainer
    from av.video import VideoStream

FPS = 24
_BT709 = 1
_VIDEO_RANGE = 1
_X264 = {"preset": "veryfast", "crf": "23", "threads": "1"}
_AAC = {"aac_coder": "fast"}

# What a damaged or hostile picture makes Pillow and FFmpeg raise.
UNUSABLE = (
    OSError,
    ValueError,
    SyntaxError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    av.error.FFmpegError,
)


class Interrupted(Exception):
    """The sandbox is closing; the clip will be rendered again at the next start."""


@dataclass(frozen=True)
class Clip:
    """What to render: `width` and `height` in pixels, 0x0 for the picture's own ratio."""

    picture: Path
    width: int
    height: int
    duration_s: int
    audio: bool


def render(clip: Clip, video: Path, poster: Path, must_stop: Callable[[], bool]) -> tuple[int, int]:
    """Write `video` (H.264, AAC if asked, faststart) and `poster` (JPEG); give the size made.

    The same clip gives the same bytes. Raises Interrupted, or one of UNUSABLE.
    """
    picture = open_picture(clip.picture, clip.width, clip.height)
    width, height = output_size(clip.width, clip.height, picture.size)
    camera = Camera(picture, width, height, clip.duration_s * FPS)
    with av.open(str(video), "w", format="mp4", options={"movflags": "+faststart"}) as film:
        stream = _video_stream(film, width, height)
        sound = (
            film.add_stream("aac", rate=RATE_HZ, layout="stereo", options=_AAC)
            if clip.audio
            else None
        )
        _shoot(film, stream, camera, clip.duration_s * FPS, sound, must_stop=must_stop)
    camera.poster().save(poster, "JPEG", quality=88)
    return width, height


def _video_stream(film: OutputContainer, width: int, height: int) -> VideoStream:
    stream = film.add_stream("libx264", rate=FPS, options=_X264)
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    context = stream.codec_context
    context.thread_count = 1
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    context.color_range = _VIDEO_RANGE
    return stream


def _shoot(
    film: OutputContainer,
    stream: VideoStream,
    camera: Camera,
    frames: int,
    sound: AudioStream | None,
    *,
    must_stop: Callable[[], bool],
) -> None:
    tone = Tone(frames // FPS)
    for index in range(frames):
        if must_stop():
            raise Interrupted
        frame = camera.frame(index)
        frame.pts, frame.time_base = index, Fraction(1, FPS)
        film.mux(stream.encode(frame))
        if sound is not None:
            for samples in tone.until((index + 1) / FPS):
                film.mux(sound.encode(samples))
    film.mux(stream.encode(None))
    if sound is not None:
        film.mux(sound.encode(None))
