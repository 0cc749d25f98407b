"""Films downloaded by the app's client and by httpx alone, in turn, into files side by side."""

from __future__ import annotations

import asyncio
import functools
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from desktop.leonardo.client import LeonardoClient
from tests.bench.children import tell

Fetch = Callable[[str, Path], Awaitable[object]]


async def fetch_bare(
    client: httpx.AsyncClient, url: str, path: Path, *, is_durable: bool = False
) -> None:
    """What httpx needs for a file, and no more; durable as the app's is only when asked for."""
    async with client.stream("GET", url) as response:
        with path.open("wb") as file:
            async for chunk in response.aiter_raw():
                file.write(chunk)
            if is_durable:
                file.flush()
                await asyncio.to_thread(os.fsync, file.fileno())


async def measure(origin: str, films: int, size: int, rounds: int) -> None:
    """Tell megabytes a second of each way, round for round; the first round is thrown away."""
    async with httpx.AsyncClient(trust_env=False) as client:
        ours = LeonardoClient("", base_url=origin, downloads_apart=True)
        ways: dict[str, Fetch] = {
            "bare": functools.partial(fetch_bare, client),
            "durable": functools.partial(fetch_bare, client, is_durable=True),
            "ours": ours.download,
        }
        rates: dict[str, list[float]] = {name: [] for name in ways}
        order = list(ways)
        for number in range(rounds + 1):
            order = [*order[1:], order[0]]
            for name in order:
                seconds = await _time(ways[name], f"{origin}/films/{size}", films)
                if number:
                    rates[name].append(films * size / seconds / 1e6)
        await ours.close()
    tell(**rates)


async def _time(fetch: Fetch, url: str, films: int) -> float:
    """Seconds for all films at once; nobody pays for what another left to be written."""
    if hasattr(os, "sync"):
        await asyncio.to_thread(os.sync)
    paths = [Path(f"film-{number}.part") for number in range(films)]
    started = time.perf_counter()
    await asyncio.gather(*(fetch(url, path) for path in paths))
    took = time.perf_counter() - started
    for path in paths:
        path.unlink()
    return took


if __name__ == "__main__":
    origin, *numbers = sys.argv[1:]
    films, size, rounds = map(int, numbers)
    asyncio.run(measure(origin, films, size, rounds))
