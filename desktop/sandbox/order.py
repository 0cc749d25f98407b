"""What `POST /v2/generations` takes: a body read strictly into an order, or refused.

Source: the model's page, leonardo-api.md sections 3.1 and 11. `parameters` takes no field that
is not listed (additionalProperties: false).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MODEL = "grok-imagine-1.5"
MODEL_NAME = "Grok Imagine 1.5"
MODEL_ID = "3d498933-7f1e-4a52-9c0b-5f6a1d2e8b77"
DURATIONS_S = range(3, 16)
PROMPT_MAX_CHARS = 5000
SIZES = (
    (0, 0),
    (544, 544),
    (960, 960),
    (1280, 720),
    (736, 400),
    (720, 1280),
    (400, 736),
)
IMAGE_TYPES = ("INIT", "GENERATION", "UPLOADED", "GENERATED", "VARIATION")
_BODY = {"model", "public", "parameters"}
_PARAMETERS = {
    "prompt",
    "duration",
    "width",
    "height",
    "quantity",
    "motion_has_audio",
    "guidances",
}


@dataclass(frozen=True)
class Order:
    """A valid request. `width` and `height` are 0 for Auto; `image_id` is not looked up yet."""

    prompt: str
    width: int
    height: int
    duration_s: int
    audio: bool
    public: bool
    image_id: str
    image_type: str


class Invalid(Exception):
    """The body is refused with VALIDATION_ERROR; the text says which field and why."""


class UnexpectedField(Exception):
    """A field beside model, public and parameters; the text is its name."""


def read_order(body: dict[str, Any]) -> Order:
    """The order in a body. Raises Invalid or UnexpectedField."""
    for name in body.keys() - _BODY:
        raise UnexpectedField(name)
    model = body.get("model")
    if model != MODEL:
        raise Invalid(f"{model} is not supported within the Production API")
    parameters = _object(body.get("parameters"), "parameters", _PARAMETERS)
    if _integer(parameters.get("quantity", 1), "quantity") != 1:
        raise Invalid("quantity must be 1")
    width, height = _size(parameters)
    image = _start_frame(parameters)
    return Order(
        prompt=_prompt(parameters.get("prompt", "")),
        width=width,
        height=height,
        duration_s=_duration(parameters.get("duration", 6)),
        audio=_boolean(parameters.get("motion_has_audio", True), "motion_has_audio"),
        public=_boolean(body.get("public", False), "public"),
        image_id=image["id"],
        image_type=image["type"],
    )


def _prompt(value: object) -> str:
    if not isinstance(value, str):
        raise Invalid("prompt must be a string")
    if len(value) > PROMPT_MAX_CHARS:
        limit = PROMPT_MAX_CHARS
        raise Invalid(f"Invalid prompt, maximum length of {limit} characters exceeded.")
    return value


def _duration(value: object) -> int:
    duration_s = _integer(value, "duration")
    if duration_s not in DURATIONS_S:
        raise Invalid(f"duration must be {DURATIONS_S[0]} to {DURATIONS_S[-1]}")
    return duration_s


def _size(parameters: dict[str, Any]) -> tuple[int, int]:
    width = _integer(parameters.get("width", 1280), "width")
    height = _integer(parameters.get("height", 720), "height")
    if (width, height) not in SIZES:
        raise Invalid(f"invalid dimensions: {width}x{height}")
    return width, height


def _start_frame(parameters: dict[str, Any]) -> dict[str, str]:
    guidances = _object(parameters.get("guidances"), "guidances", {"start_frame"})
    frames = guidances.get("start_frame")
    if not (isinstance(frames, list) and len(frames) == 1):
        raise Invalid("guidances.start_frame must hold exactly 1 item")
    item = _object(frames[0], "guidances.start_frame[0]", {"image"})
    where = "guidances.start_frame[0].image"
    image = _object(item.get("image"), where, {"id", "type"})
    if not isinstance(image.get("id"), str):
        raise Invalid(f"{where}.id must be a string")
    if image.get("type") not in IMAGE_TYPES:
        raise Invalid(f"{where}.type must be one of {', '.join(IMAGE_TYPES)}")
    return image


def _object(value: object, where: str, allowed: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Invalid(f"{where} must be an object")
    for name in sorted(value.keys() - allowed):
        raise Invalid(f"{where} must NOT have additional properties: {name}")
    return value


def _integer(value: object, where: str) -> int:
    if type(value) is not int:  # a boolean is no integer here, nor is 6.0
        raise Invalid(f"{where} must be an integer")
    return value


def _boolean(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise Invalid(f"{where} must be a boolean")
    return value


def parameters_schema() -> dict[str, Any]:
    """The JSON schema `GET /v2/models` gives for the model (leonardo-api.md section 5)."""
    image = {
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "type": {"type": "string", "enum": list(IMAGE_TYPES)},
        },
        "required": ["id", "type"],
    }
    frame = {"type": "object", "properties": {"image": image}, "required": ["image"]}
    frames = {"type": "array", "items": frame, "minItems": 1, "maxItems": 1}
    guidances = {
        "type": "object",
        "properties": {"start_frame": frames},
        "required": ["start_frame"],
    }
    properties = {
        "prompt": {"type": "string", "maxLength": PROMPT_MAX_CHARS},
        "duration": {"type": "integer", "enum": list(DURATIONS_S), "default": 6},
        "width": {"type": "integer", "enum": sorted({w for w, _ in SIZES}), "default": 1280},
        "height": {"type": "integer", "enum": sorted({h for _, h in SIZES}), "default": 720},
        "quantity": {"type": "integer", "enum": [1], "default": 1},
        "motion_has_audio": {"type": "boolean", "default": True},
        "guidances": guidances,
    }
    return {
        "type": "object",
        "properties": properties,
        "required": ["guidances"],
        "additionalProperties": False,
    }
