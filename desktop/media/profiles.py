"""ICC profiles made for pictures that only name their colours by code points (ITU-T H.273)."""

from __future__ import annotations

import functools
import math
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.media.boxes import CodePoints

_D65, _DCI = (0.3127, 0.3290), (0.314, 0.351)
_D50 = (0.9642, 1.0, 0.8249)  # where ICC profiles connect
# Red, green, blue and white, as x and y.
_PRIMARIES = {
    5: ((0.640, 0.330), (0.290, 0.600), (0.150, 0.060), _D65),
    6: ((0.630, 0.340), (0.310, 0.595), (0.155, 0.070), _D65),
    7: ((0.630, 0.340), (0.310, 0.595), (0.155, 0.070), _D65),
    9: ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046), _D65),
    11: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), _DCI),
    12: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), _D65),
}
_SRGB_PRIMARIES = ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060), _D65)
_BRADFORD = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))
_NAMES = {9: "BT.2020", 11: "DCI-P3", 12: "Display P3"}
_WHITE_NITS = 203  # what paper is in a picture of high dynamic range (ITU-R BT.2408)
_HLG_PEAK_NITS = 1000
_STEPS = 4096
_SRGB_KNEE, _HLG_KNEE = 0.04045, 0.5

Vector = tuple[float, ...]
Matrix = tuple[Vector, ...]
Point = tuple[float, float]


@functools.cache
def profile_of(points: CodePoints) -> bytes | None:
    """A profile for these code points; None where they mean sRGB, or nothing that is known.

    What is brighter than paper in a picture of high dynamic range becomes white.
    """
    curve = _CURVES.get(points.transfer)
    if points.primaries not in _PRIMARIES and curve is None:
        return None
    primaries = _PRIMARIES.get(points.primaries, _SRGB_PRIMARIES)
    name = _NAMES.get(points.primaries, f"Colours {points.primaries}")
    return _profile(name, _to_connection(*primaries), curve or _srgb)


# ── curves: from the stored value to light, both 0 to 1 ──────────────────────────────────────


def _srgb(value: float) -> float:
    return value / 12.92 if value <= _SRGB_KNEE else math.pow((value + 0.055) / 1.055, 2.4)


def _perceptual_quantizer(value: float) -> float:
    """SMPTE ST 2084, with paper white as 1."""
    power = math.pow(value, 1 / 78.84375)
    share = max(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)
    return min(1.0, 10_000 * math.pow(share, 1 / 0.1593017578125) / _WHITE_NITS)


def _hybrid_log_gamma(value: float) -> float:
    """ITU-R BT.2100 for a screen of 1000 nits, with paper white as 1."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = value * value / 3 if value <= _HLG_KNEE else (math.exp((value - c) / a) + b) / 12
    return min(1.0, math.pow(scene, 1.2) * _HLG_PEAK_NITS / _WHITE_NITS)


_CURVES: dict[int, Callable[[float], float]] = {
    4: lambda value: value**2.2,
    5: lambda value: value**2.8,
    8: lambda value: value,
    16: _perceptual_quantizer,
    18: _hybrid_log_gamma,
}
"""Those that differ from sRGB's: stills tagged with a camera curve are looked at like sRGB."""


# ── the primaries, as ICC wants them ─────────────────────────────────────────────────────────


def _to_connection(red: Point, green: Point, blue: Point, white: Point) -> Matrix:
    """What each primary at its full is in XYZ, the white adapted to D50 (Bradford)."""
    primaries = (_xyz(red), _xyz(green), _xyz(blue))
    amounts = _mixed(primaries, _xyz(white))
    cones, wanted = _applied(_BRADFORD, _xyz(white)), _applied(_BRADFORD, _D50)
    adapted = []
    for primary, amount in zip(primaries, amounts, strict=True):
        seen = _applied(_BRADFORD, primary)
        answers = (s * amount * w / c for s, w, c in zip(seen, wanted, cones, strict=True))
        adapted.append(_mixed(tuple(zip(*_BRADFORD, strict=True)), tuple(answers)))
    return tuple(adapted)


def _xyz(point: Point) -> Vector:
    x, y = point
    return (x / y, 1.0, (1 - x - y) / y)


def _applied(rows: Matrix, vector: Vector) -> Vector:
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in rows)


def _mixed(columns: Matrix, wanted: Vector) -> Vector:
    """How much of each of three columns makes `wanted`, by Cramer's rule."""
    whole = _volume(*columns)
    parts = []
    for index in range(3):
        replaced = [wanted if at == index else column for at, column in enumerate(columns)]
        parts.append(_volume(*replaced) / whole)
    return tuple(parts)


def _volume(a: Vector, b: Vector, c: Vector) -> float:
    return (
        a[0] * (b[1] * c[2] - b[2] * c[1])
        - b[0] * (a[1] * c[2] - a[2] * c[1])
        + c[0] * (a[1] * b[2] - a[2] * b[1])
    )


# ── the profile (ICC.1:2001-04, matrix and curves) ───────────────────────────────────────────


def _profile(name: str, primaries: Matrix, curve: Callable[[float], float]) -> bytes:
    steps = [round(65535 * curve(step / (_STEPS - 1))) for step in range(_STEPS)]
    curves = struct.pack(f">4s4xI{_STEPS}H", b"curv", _STEPS, *steps)
    text = name.encode("ascii") + b"\0"
    description = struct.pack(">4s4xI", b"desc", len(text)) + text + bytes(78)
    tags = {
        b"desc": description,
        b"cprt": b"text\0\0\0\0none\0",
        b"wtpt": _point(_D50),
        **{
            letter + b"XYZ": _point(value)
            for letter, value in zip((b"r", b"g", b"b"), primaries, strict=True)
        },
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curves),
    }
    return _assembled(tags)


def _point(vector: Vector) -> bytes:
    return struct.pack(">4s4xiii", b"XYZ ", *(round(part * 65536) for part in vector))


def _assembled(tags: dict[bytes, bytes]) -> bytes:
    table, body, places = b"", b"", dict[bytes, int]()
    start = 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        if content not in places:
            places[content] = start + len(body)
            body += content + bytes(-len(content) % 4)
        table += struct.pack(">4sII", name, places[content], len(content))
    header = struct.pack(
        ">I4xI4s4s4s12x4s28xiii48x",
        start + len(body),
        0x02400000,
        b"mntr",
        b"RGB ",
        b"XYZ ",
        b"acsp",
        *(round(part * 65536) for part in _D50),
    )
    return header + struct.pack(">I", len(tags)) + table + body
