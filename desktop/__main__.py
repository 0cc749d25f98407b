"""`startframe` and `python -m desktop`: the window, or a command without one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from desktop.cli import arguments
from desktop.leonardo import WORKER_OPTION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.cli.options import Command, ForgetOptions, QuitOptions, SelfTestOptions

_BAD_INPUT = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line asks for; returns the exit code."""
    words = sys.argv[1:] if argv is None else list(argv)
    if words == [WORKER_OPTION]:
        from desktop.leonardo import download_worker

        return download_worker.serve()
    try:
        options = arguments.parse(words)
    except arguments.UsageError as error:
        return _refuse(error)
    if isinstance(options, arguments.WindowOptions):
        return _show_window(options)
    return _without_window(options)


def _without_window(asked: SelfTestOptions | Command) -> int:
    """What needs no window, or one of its own."""
    from desktop.cli import options

    if isinstance(asked, options.SelfTestOptions):
        from desktop import self_test

        return self_test.run(asked.report, is_on_screen=asked.is_on_screen)
    if isinstance(asked, options.QuitOptions | options.ForgetOptions):
        return _beside_a_window(asked)
    if isinstance(asked, options.DiagnoseOptions):
        from desktop.cli import diagnose

        return diagnose.run(asked)
    from desktop.cli import commands

    return commands.run(asked)


def _beside_a_window(asked: QuitOptions | ForgetOptions) -> int:
    from desktop.cli import forgetting, options
    from desktop.core.paths import app_paths
    from desktop.ui import instance

    data = app_paths().data
    if isinstance(asked, options.QuitOptions):
        return 0 if instance.end_window(data, asked.wait_s) else 1
    is_open = asked.includes_data and instance.is_open(data)
    return forgetting.run(asked, is_window_open=is_open)


def _show_window(options: arguments.WindowOptions) -> int:
    """The window of this library; a start beside it hands its picture over and ends."""
    from desktop.core.paths import app_paths
    from desktop.ui import instance

    data = app_paths().data
    lock = instance.claim(data) or instance.hand_over(data, options.picture)
    if lock is None:
        return 0
    from desktop.ui.opening import open_window

    opened = open_window()
    from desktop import app  # after the first paint

    code = app.main(opened, options.picture, uses_sandbox=options.uses_sandbox)
    lock.unlock()
    return code


def _refuse(error: arguments.UsageError) -> int:
    from desktop.cli.report import Report

    told = {"state": "failed", "problem": "usage", "message": str(error)}
    Report(uses_json=error.uses_json).outcome(told, f"startframe: {error}")
    return _BAD_INPUT


if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # started by `media.workshop`: it ends in there
        from multiprocessing import freeze_support

        freeze_support()
    sys.exit(main())
