"""What Windows shows as the details of Startframe.exe, as PyInstaller reads it."""

from __future__ import annotations

import re

DETAILS = {
    "CompanyName": "The Startframe authors",
    "FileDescription": "Startframe",
    "InternalName": "Startframe",
    "LegalCopyright": "GPL-3.0-or-later",
    "OriginalFilename": "Startframe.exe",
    "ProductName": "Startframe",
}
_ENGLISH_UNICODE = "040904B0"  # VarFileInfo: language 0x0409, character set 1200
_TEXT = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3f, flags=0x0, OS=0x40004,
    fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable('{table}', [{strings}])]),
    VarFileInfo([VarStruct('Translation', [0x0409, 1200])]),
  ],
)
"""


def numbers_of(version: str) -> tuple[int, int, int, int]:
    """Four numbers of 16 bits, as VERSIONINFO wants them. Raises ValueError for any other text."""
    found = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)", version)
    if found is None:
        raise ValueError(f"a version is three numbers, not {version}")
    major, minor, patch = (int(one) for one in found.groups())
    return major, minor, patch, 0


def version_resource(version: str) -> str:
    """The text of PyInstaller's version file."""
    values = {**DETAILS, "FileVersion": version, "ProductVersion": version}
    strings = ", ".join(f"StringStruct({name!r}, {value!r})" for name, value in values.items())
    return _TEXT.format(numbers=numbers_of(version), table=_ENGLISH_UNICODE, strings=strings)
