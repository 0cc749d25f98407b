"""Which machines are asked for a picture: the public internet's, and no others."""

from __future__ import annotations

import socket

import pytest

from desktop.leonardo.public_address import is_public, resolve


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::5db8:d822", "2002:5db8:d822::1"],
)
def test_public_ones_are(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", "::"),  # this machine
        *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12::1"),
        *("169.254.169.254", "fe80::1", "fe80::1%eth0", "100.64.0.1", "192.0.0.8", "fec0::1"),
        *("224.0.0.1", "239.255.255.250", "ff02::1", "240.0.0.1", "255.255.255.255"),
        *("198.18.0.1", "192.0.2.1", "203.0.113.7", "2001:db8::1"),  # for tests and books
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1"),  # IPv4 within IPv6
        *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1"),  # translated
        *("2002:7f00:1::", "2002:c0a8:101::1", "2001:0:4136:e378:8000:63bf:f5ff:fffe"),  # tunnels
        *("", "localhost", "1.2.3", "0x7f000001"),  # no numeric address
    ],
)
def test_all_others_are_not(address):
    assert not is_public(address)


@pytest.mark.parametrize("name", ["127.0.0.1", "127.1", "2130706433", "0x7f.1"])
async def test_odd_ways_to_write_this_machine_come_out_as_it(name):
    assert await resolve(name, 443) == ["127.0.0.1"]


async def test_a_name_nobody_knows_is_an_oserror(monkeypatch):
    def unknown(*arguments, **options):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(OSError, match="not known"):
        await resolve("nowhere.invalid", 443)


async def test_a_name_that_cannot_be_one_is_an_oserror():
    with pytest.raises(OSError, match="encod"):
        await resolve("a" * 300, 443)
