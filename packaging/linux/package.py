"""`dev.py package linux`: the .deb is built and proved, and what describes it is checked."""

from __future__ import annotations

import subprocess
import sys

from linux import bare_debian, deb

HERE = deb.HERE
CHECKS = (
    ("desktop-file-validate", str(HERE / "startframe.desktop")),
    ("appstreamcli", "validate", "--no-net", *map(str, HERE.glob("*.metainfo.xml"))),
)


def main() -> int:
    """0 when everything holds."""
    if any(subprocess.run(words, check=False).returncode for words in CHECKS):
        return 1
    return deb.main() or bare_debian.main()


if __name__ == "__main__":
    sys.exit(main())
