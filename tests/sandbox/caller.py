"""A plain caller of the sandbox: what a careful client sends, and each step by itself."""

from __future__ import annotations

import io
import json
import time
from typing import Any

import httpx
from PIL import Image

SMALL = {"width": 400, "height": 736, "duration": 3, "motion_has_audio": False}


def picture(kind: str = "PNG", size: tuple[int, int] = (160, 120)) -> bytes:
    """A gradient, so that motion can be seen and compressed."""
    gradient = Image.linear_gradient("L").resize(size)
    image = Image.merge("RGB", (gradient, gradient.transpose(Image.Transpose.ROTATE_180), gradient))
    content = io.BytesIO()
    image.save(content, kind)
    return content.getvalue()


def grain() -> bytes:
    """A picture whose film is large enough to be slow."""
    content = io.BytesIO()
    Image.effect_noise((100, 184), 40).save(content, "PNG")
    return content.getvalue()


class Caller:
    def __init__(self, sandbox) -> None:
        self.sandbox = sandbox
        headers = {"authorization": f"Bearer {sandbox.key}", "accept": "application/json"}
        self.api = httpx.Client(base_url=sandbox.url, headers=headers, verify=False, timeout=20)
        self.plain = httpx.Client(verify=False, timeout=20)

    def close(self) -> None:
        self.api.close()
        self.plain.close()

    def ticket(self, extension: str = "png") -> Any:
        reply = self.api.post("/v1/init-image", json={"extension": extension})
        assert reply.status_code == 200, reply.text
        return reply.json()["uploadInitImage"]

    def store(self, ticket: dict[str, Any], content: bytes, **kwargs: Any) -> httpx.Response:
        fields = ticket["fields"]
        data = json.loads(fields) if isinstance(fields, str) else fields
        files = {"file": ("start.png", content, "image/png")}
        return self.plain.post(ticket["url"], data=data, files=files, **kwargs)

    def upload(self, content: bytes | None = None, extension: str = "png") -> Any:
        ticket = self.ticket(extension)
        reply = self.store(ticket, picture() if content is None else content)
        assert reply.status_code == 204, reply.text
        return ticket["id"]

    def body(self, image_id: str, **parameters: Any) -> dict[str, Any]:
        image = {"id": image_id, "type": "UPLOADED"}
        values = {
            "prompt": "the light moves",
            "quantity": 1,
            **SMALL,
            "guidances": {"start_frame": [{"image": image}]},
            **parameters,
        }
        return {"model": "grok-imagine-1.5", "public": False, "parameters": values}

    def submit(self, body: dict[str, Any]) -> httpx.Response:
        return self.api.post("/v2/generations", json=body)

    def generate(self, **parameters: Any) -> Any:
        """A picture in, a generation's id out."""
        reply = self.submit(self.body(self.upload(), **parameters))
        assert reply.status_code == 200, reply.text
        return reply.json()["generate"]["generationId"]

    def poll(self, generation_id: str) -> httpx.Response:
        return self.api.get(f"/v1/generations/{generation_id}")

    def finish(self, generation_id: str, timeout_s: float = 20.0) -> Any:
        """The generation once it is no longer PENDING."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            generation = self.poll(generation_id).json()["generations_by_pk"]
            if generation["status"] != "PENDING":
                return generation
            time.sleep(0.02)
        raise AssertionError(f"{generation_id} is still pending after {timeout_s} s")

    def film(self, **parameters: Any) -> Any:
        """The address of a finished film."""
        generation = self.finish(self.generate(**parameters))
        assert generation["status"] == "COMPLETE"
        return generation["generated_images"][0]["motionMP4URL"]
