"""`startframe diagnose`: what a support case needs, on standard output; nothing is changed."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from typing import TYPE_CHECKING

from desktop.core.paths import app_paths
from desktop.core.secrets import KeychainSecrets, find_key
from desktop.jobs import diagnosis

if TYPE_CHECKING:
    from desktop.cli.options import DiagnoseOptions

_NOT_FOUND = 2


def run(options: DiagnoseOptions) -> int:
    """Print it; 2 when the job asked for is not known."""
    has_key = find_key(KeychainSecrets(), os.environ) is not None  # and is redacted from here on
    facts = diagnosis.diagnose(app_paths(), has_key=has_key, job_id=options.job_id)
    told = json.dumps(facts) if options.uses_json else diagnosis.text(facts)
    with contextlib.suppress(OSError, ValueError):
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(told.encode(encoding, "replace").decode(encoding).rstrip("\n") + "\n")
        sys.stdout.flush()
    if options.job_id is not None and not facts["jobs"]["timelines"]:
        sys.stderr.write("startframe: no job begins with this id.\n")
        return _NOT_FOUND
    return 0
