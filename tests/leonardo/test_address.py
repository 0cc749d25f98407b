"""Which addresses may be spoken to."""

from __future__ import annotations

import pytest

from desktop.core.errors import BadReply, InvalidRequest
from desktop.leonardo.address import Addresses, check_base_url
from desktop.leonardo.api import DEFAULT_URL


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        (DEFAULT_URL, DEFAULT_URL),
        (f"  {DEFAULT_URL}/ ", DEFAULT_URL),
        ("https://gateway.example:8443/api/rest", "https://gateway.example:8443/api/rest"),
        ("http://127.0.0.1:8080/api/rest/", "http://127.0.0.1:8080/api/rest"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://[::1]:8080/api/rest", "http://[::1]:8080/api/rest"),
    ],
)
def test_a_base_is_taken_in_its_plain_form(given, plain):
    assert check_base_url(given) == plain


@pytest.mark.parametrize(
    "given",
    [
        "",
        "cloud.leonardo.ai",
        "ftp://cloud.leonardo.ai",
        "http://cloud.leonardo.ai/api/rest",
        "http://127.0.0.1.example.com/",
        "http://0.0.0.0/",
        "http://192.168.1.5/api/rest",
        "https://user:secret@cloud.leonardo.ai/api/rest",
        "https://cloud.leonardo.ai/api/rest?key=1",
        "https://",
        "https://cloud.leonardo.ai:port/",
    ],
)
def test_a_base_that_would_give_the_key_away_is_refused(given):
    with pytest.raises(InvalidRequest) as caught:
        check_base_url(given)
    assert caught.value.facts["field"] == "LEONARDO_API_URL"
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://cdn.leonardo.ai/users/1/generations/2/bytedance//x-0.mp4",
        "https://leonardo.ai/x",
        "https://CDN.Leonardo.AI/x",
        "https://cdn.leonardo.ai:443/x",
        "https://leonardoai-temporary-uploads-prod.s3-accelerate.amazonaws.com/",
        "https://d111.cloudfront.net/x.mp4?Signature=1",
    ],
)
def test_storage_and_video_hosts_are_known(url):
    assert Addresses(DEFAULT_URL).bulk(url).scheme == "https"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "clip.mp4",
        "file:///etc/passwd",
        "http://cdn.leonardo.ai/x.mp4",
        "https://leonardo.ai.evil.example/x.mp4",
        "https://evilleonardo.ai/x.mp4",
        "https://cdn.leonardo.ai@evil.example/x.mp4",
        "https://user:pass@cdn.leonardo.ai/x.mp4",
        "https://127.0.0.1/x.mp4",
        "http://localhost/x.mp4",
        "http://169.254.169.254/latest",
        "https://cdn.leonardo.ai:x/",
        "https://cdn.leonardo.ai:8443/x.mp4",
        "https://cdn.leonardo.ai:80/x.mp4",
        "https://cdn.leonardo.ai./x.mp4",
        "https://cdn.leonardo.ai\n.evil.example/x.mp4",
        "//cdn.leonardo.ai/x.mp4",
        "https:///x.mp4",
        "https://cdn.leonardo.ai/\ud800",
    ],
)
def test_any_other_address_is_refused(url):
    with pytest.raises(BadReply) as caught:
        Addresses(DEFAULT_URL).bulk(url)
    assert caught.value.facts["reason"].startswith("address not")


def test_this_machine_is_allowed_only_when_the_api_is_on_it():
    local = Addresses("http://127.0.0.1:5000/api/rest")
    assert local.bulk("http://127.0.0.1:6000/x.mp4").port == 6000
    assert local.bulk("http://localhost:6000/x.mp4").host == "localhost"
    with pytest.raises(BadReply):
        local.bulk("http://192.168.1.5/x.mp4")


def test_the_key_is_for_the_same_scheme_host_and_port():
    addresses = Addresses(DEFAULT_URL)
    assert addresses.is_api(addresses.api("/v1/me"))
    assert addresses.is_api(addresses.api("/v1/me").copy_with(port=443))
    for other in ({"scheme": "http"}, {"port": 8443}, {"host": "cdn.leonardo.ai"}):
        assert not addresses.is_api(addresses.api("/v1/me").copy_with(**other))
