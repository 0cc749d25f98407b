"""Films downloaded by the app's client and by httpx alone, in turn, into files side by side."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from desktop.leonardo.client import LeonardoClient
from tests.bench.children import tell

Fetch = Callable[[str, Path], Awaitable[None]]


async def measure(origin: str, films: int, size: int, rounds: int) -> None:
    """Tell megabytes a second of both, round for round; the first round is thrown away."""
    async with httpx.AsyncClient(trust_env=False) as bare:
        ours = LeonardoClient("", base_url=origin)

        async def fetch_bare(url: str, path: Path) -> None:
            async with bare.stream("GET", url) as response:
                with path.open("wb") as file:
                    async for chunk in response.aiter_raw():
                        file.write(chunk)

        async def fetch_ours(url: str, path: Path) -> None:
            await ours.download(url, path)

        rates: dict[str, list[float]] = {"bare": [], "ours": []}
        url = f"{origin}/films/{size}"
        for number in range(rounds + 1):
            pairs = [("bare", fetch_bare), ("ours", fetch_ours)]
            for name, fetch in pairs if number % 2 else reversed(pairs):
                seconds = await _time(fetch, url, films)
                if number:
                    rates[name].append(films * size / seconds / 1e6)
        await ours.close()
    tell(**rates)


async def _time(fetch: Fetch, url: str, films: int) -> float:
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
