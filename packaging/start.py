"""Where the packaged program begins: PyInstaller takes a script, not a package."""

import sys
from multiprocessing import freeze_support

from desktop.__main__ import main

if __name__ == "__main__":
    freeze_support()  # a process that `media.workshop` started ends in there
    sys.exit(main())
