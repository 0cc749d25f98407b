"""Starting, stopping, starting again, and the command line."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import uuid

import httpx
import pytest

from desktop.core.errors import FolderUnwritable, NetworkProblem
from desktop.sandbox import __main__ as command
from desktop.sandbox.server import Sandbox
from tests.sandbox.caller import Caller


def test_a_restart_knows_what_was_before(start):
    first = start()
    generation_id = first.generate()
    film = first.plain.get(first.finish(generation_id)["generated_images"][0]["motionMP4URL"])
    image_id = first.upload()
    balance = first.api.get("/v1/me").json()
    first.sandbox.stop()

    second = start()
    assert second.sandbox.url != first.sandbox.url
    assert second.api.get("/v1/me").json() == balance
    again = second.finish(generation_id)["generated_images"][0]["motionMP4URL"]
    assert again.startswith(second.sandbox.origin)
    assert second.plain.get(again).content == film.content
    assert second.submit(second.body(image_id)).status_code == 200


def test_a_film_that_was_interrupted_is_rendered_again(start, tmp_path):
    first = start()
    generation_id = first.generate(width=1280, height=720, duration=15)
    first.sandbox.stop()
    assert not list(tmp_path.rglob("*.mp4"))
    assert not list(tmp_path.rglob("*.unfinished"))
    second = start()
    assert second.finish(generation_id)["status"] == "COMPLETE"


def test_a_film_that_was_lost_is_rendered_again(start, tmp_path):
    first = start()
    generation_id = first.generate()
    first.finish(generation_id)
    first.sandbox.stop()
    next(tmp_path.rglob("*.mp4")).unlink()
    assert start().finish(generation_id)["status"] == "COMPLETE"


@pytest.mark.expects_log("passes over")
def test_damaged_records_are_passed_over(start, tmp_path):
    first = start()
    generation_id = first.generate()
    first.finish(generation_id)
    first.sandbox.stop()
    folder = tmp_path / "sandbox"
    (folder / "account.json").write_text("{", encoding="utf-8")
    (folder / "generations" / "x.json").write_text("{", encoding="utf-8")
    (folder / "generations" / "y.json").write_text("{}", encoding="utf-8")
    (folder / "generations" / "z.json").write_text('{"id": 1}', encoding="utf-8")
    second = start()
    path = f"/v1/generations/user/{second.sandbox.user_id}"
    listed = second.api.get(path).json()["generations"]
    assert [g["id"] for g in listed] == [generation_id]


def test_stopping_leaves_no_thread_and_can_be_repeated(tmp_path):
    before = set(threading.enumerate())
    sandbox = Sandbox(tmp_path, render_s=0.0)
    sandbox.stop()
    with sandbox:
        caller = Caller(sandbox)
        caller.generate(duration=15)
        caller.close()
    sandbox.stop()
    assert not [t for t in threading.enumerate() if t not in before]
    with pytest.raises(httpx.ConnectError):
        httpx.get(sandbox.url, verify=False)


def test_stopping_while_a_client_holds_its_connection(caller):
    assert caller.api.get("/v1/me").status_code == 200
    caller.sandbox.stop()
    assert not [t for t in threading.enumerate() if t.name.startswith("sandbox")]


def test_a_port_that_is_taken_is_a_problem(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(NetworkProblem, match=str(port)):
            Sandbox(tmp_path, port=port).start()


def test_a_folder_that_is_a_file_is_a_problem(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FolderUnwritable):
        Sandbox(tmp_path / "file").start()


def test_the_port_can_be_chosen_and_the_key_is_a_uuid(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with Sandbox(tmp_path, port=port) as sandbox:
        assert sandbox.url == f"http://127.0.0.1:{port}/api/rest"
        assert str(uuid.UUID(sandbox.key)) == sandbox.key


def test_a_fault_that_does_not_exist_is_refused_at_once(tmp_path):
    with pytest.raises(ValueError, match="nonsense"):
        Sandbox(tmp_path, faults=["nonsense"])


def test_the_faults_are_listed(capsys):
    assert command.main(["--list-faults"]) == 0
    assert "lost-reply" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["--fault", "nonsense"],
        ["--port", "70000"],
        ["--port", "x"],
        ["--render-seconds", "nan"],
        ["--balance", "-1"],
        ["--balance", "much"],
    ],
)
def test_bad_arguments_end_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        command.main(arguments)
    assert end.value.code == 2
    assert arguments[0] in capsys.readouterr().err


def test_it_runs_as_a_program_until_it_is_asked_to_end(tmp_path):
    program = [sys.executable, "-m", "desktop.sandbox", "--folder", str(tmp_path), "--balance", "3"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            line = process.stdout.readline().decode()
            found = re.fullmatch(r"LEONARDO_API_URL=(\S+) LEONARDO_API_KEY=(\S+)\s*", line)
            assert found, line
            headers = {"authorization": f"Bearer {found[2]}"}
            reply = httpx.get(f"{found[1]}/v1/me", headers=headers, verify=False)
            assert reply.json()["user_details"][0]["apiPaidTokens"] == 1003
            if os.name == "nt":
                process.terminate()
            else:
                process.send_signal(signal.SIGTERM)
                assert process.wait(15) == 0
                assert process.stderr.read() == b""
        finally:
            process.kill()


def test_as_a_program_a_taken_port_is_a_sentence(capsys):
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            assert command.main(["--port", str(taken.getsockname()[1])]) == 1
    finally:
        signal.signal(signal.SIGINT, handlers[0])
        signal.signal(signal.SIGTERM, handlers[1])
    assert "cannot start" in capsys.readouterr().err
