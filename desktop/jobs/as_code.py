"""A request as a program: what Startframe sends, to be run elsewhere, the key a placeholder."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

from desktop.leonardo.wire import request_body

if TYPE_CHECKING:
    from desktop.core.request import GenerationRequest

BASE = "https://cloud.leonardo.ai/api/rest"
KEY, IMAGE = "YOUR_API_KEY", "YOUR_IMAGE_ID"

_CURL = """\
# 1. A place for the picture: its id and a form, good for two minutes.
curl -sS {base}/v1/init-image \\
  -H 'authorization: Bearer {key}' -H 'content-type: application/json' \\
  -d '{{"extension": "jpg"}}'

# 2. POST the form's fields, then the picture as the last field "file", to the form's url:
#    no authorization here.

# 3. The clip. It is charged once for each time this is sent.
curl -sS {base}/v2/generations \\
  -H 'authorization: Bearer {key}' -H 'content-type: application/json' \\
  -d {body}

# 4. Ask until its status is COMPLETE; generated_images[0].motionMP4URL is the film.
curl -sS {base}/v1/generations/GENERATION_ID -H 'authorization: Bearer {key}'
"""

_PYTHON = """\
import json
import pathlib
import time

import httpx

BASE, KEY, PICTURE = "{base}", "{key}", pathlib.Path("picture.jpg")
BODY = json.loads({body})

with httpx.Client(headers={{"authorization": f"Bearer {{KEY}}"}}, timeout=60) as api:
    ticket = api.post(f"{{BASE}}/v1/init-image", json={{"extension": "jpg"}}).raise_for_status()
    place = ticket.json()["uploadInitImage"]
    with PICTURE.open("rb") as file:  # to storage, without the key
        form = json.loads(place["fields"])
        httpx.post(place["url"], data=form, files={{"file": file}}).raise_for_status()
    start = BODY["parameters"]["guidances"]["start_frame"][0]
    start["image"]["id"] = place["id"]
    # charged once for each time this line runs
    made = api.post(f"{{BASE}}/v2/generations", json=BODY).raise_for_status().json()
    generation = made["generate"]["generationId"]
    while True:
        time.sleep(5)
        state = api.get(f"{{BASE}}/v1/generations/{{generation}}").raise_for_status().json()
        found = state["generations_by_pk"]
        if found["status"] != "PENDING":
            break
print(found["status"], [image.get("motionMP4URL") for image in found["generated_images"]])
"""


def curl(request: GenerationRequest) -> str:
    """Commands for a POSIX shell."""
    return _CURL.format(base=BASE, key=KEY, body=shlex.quote(_body(request)))


def python(request: GenerationRequest) -> str:
    """A program that needs httpx and a picture."""
    return _PYTHON.format(base=BASE, key=KEY, body=repr(_body(request)))


def _body(request: GenerationRequest) -> str:
    return json.dumps(request_body(request, IMAGE), ensure_ascii=False)
