"""The clients go by the proxy of the environment, or of the settings of Windows and macOS."""

from __future__ import annotations

import urllib.request

import httpx
import pytest

from desktop.core.errors import Offline
from tests.leonardo.server import Server


async def asked_for(make_client):
    with Server() as proxy, pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpx._utils, "getproxies", lambda: {"https": proxy.root_url})
        with pytest.raises(Offline):  # it refuses every tunnel
            await make_client("https://api.example/rest").me()
        return [(request.method, request.target) for request in proxy.requests]


async def test_the_proxy_of_the_system_is_asked(make_client):
    assert set(await asked_for(make_client)) == {("CONNECT", "api.example:443")}


def test_the_library_asks_the_function_that_knows_the_system():
    """It reads the registry on Windows and the network settings on macOS."""
    assert vars(httpx._utils)["getproxies"] is urllib.request.getproxies
