"""A table of clips, `file,prompt,duration,size`: each line a wish, or the reason why it is none."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.core.catalogue import Dimensions
from desktop.core.errors import BadLine, InvalidRequest, UnreadableText
from desktop.jobs.batch import texts
from desktop.jobs.batch.wish import DURATION, PICTURE, PROMPT, SIZE, Wish

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from desktop.core.catalogue import VideoModel
    from desktop.core.errors import Problem

SUFFIXES = frozenset({".csv", ".tsv"})
_DELIMITERS = ",;\t"
_COLUMNS = {
    **dict.fromkeys(("file", "picture", "image", "path", "filename"), PICTURE),
    **dict.fromkeys(("prompt", "text"), PROMPT),
    **dict.fromkeys(("duration", "seconds", "duration_s"), DURATION),
    **dict.fromkeys(("size", "dimensions", "resolution"), SIZE),
}
_MAX_DIGITS = 9


def read(path: Path, model: VideoModel) -> tuple[tuple[Wish, ...], tuple[str, ...]]:
    """The wishes of a table, and the names of columns that mean nothing here. Blocks.

    UTF-8 with or without its mark; commas, semicolons or tabs; the first line names the columns.
    A path that is not absolute starts at the table's folder. Raises UnreadableText (`detail`
    "columns" where no column is called `file`, else see `texts.read`).
    """
    text = texts.read(path)
    delimiter, headings = _heading(path, text)
    columns = [_COLUMNS.get(heading.casefold()) for heading in headings]
    unused = tuple(h for h, column in zip(headings, columns, strict=True) if h and column is None)
    if columns.count(PICTURE) != 1 or any(columns.count(c) > 1 for c in (PROMPT, DURATION, SIZE)):
        raise UnreadableText(name=path.name, detail="columns")
    lines = _lines(text, delimiter)
    next(lines)
    wishes = []
    for number, cells in lines:
        if isinstance(cells, BadLine):
            wishes.append(Wish(path, line=number, problems=(cells,)))
        elif any(cells):
            wishes.append(_wish(path.parent, number, cells, columns, model))
    return tuple(wishes), unused


def _heading(path: Path, text: str) -> tuple[str, list[str]]:
    """Which delimiter it is that parts the first line into names we know, and those names.

    A guess from all of the text would take the commas of the prompts for the table's.
    """
    for delimiter in _DELIMITERS:
        cells = next(_lines(text, delimiter), (1, []))[1]
        if isinstance(cells, list) and PICTURE in {_COLUMNS.get(c.casefold()) for c in cells}:
            return delimiter, cells
    raise UnreadableText(name=path.name, detail="columns" if text.strip() else "empty")


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | BadLine]]:
    """Each record with the number of the line it begins in; a broken one as its reason."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            yield number, [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            yield number, BadLine(line=number, detail="quotes")


def _wish(
    folder: Path, number: int, cells: list[str], columns: list[str | None], model: VideoModel
) -> Wish:
    """One line; cells that are missing at its end are empty."""
    said = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
    name = said.get(PICTURE, "")
    if any(cells[len(columns) :]):  # a comma in a prompt without quotes: the rest is not its end
        problem = BadLine(name=name, line=number, detail="cells")
        return Wish(folder / (Path(name).name or "?"), line=number, problems=(problem,))
    problems: list[Problem] = []
    picture = _picture(folder, name, number, problems)
    duration_s = _duration_s(said.get(DURATION, ""), model, problems)
    dimensions = _dimensions(said.get(SIZE, ""), model, problems)
    prompt = said.get(PROMPT, "").replace("\r\n", "\n") or None
    return Wish(picture, prompt, duration_s, dimensions, number, tuple(problems))


def _picture(folder: Path, name: str, number: int, problems: list[Problem]) -> Path:
    if not name:
        problems.append(BadLine(line=number, detail="no file"))
        return folder / "?"
    path = folder / name
    if leads_elsewhere(path, folder):
        problems.append(BadLine(name=path.name, line=number, detail="elsewhere"))
    return path


def leads_elsewhere(path: PurePath, folder: PurePath) -> bool:
    """Whether it names another machine than its table's: Windows would tell it who asks."""
    drive = path.drive.replace("/", "\\").lower()
    return drive.startswith("\\\\") and drive != folder.drive.replace("/", "\\").lower()


def _duration_s(text: str, model: VideoModel, problems: list[Problem]) -> int | None:
    digits = text.lower().removesuffix("s").rstrip()
    if not digits:
        return None
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= _MAX_DIGITS
    if is_number and int(digits) in model.durations_s:
        return int(digits)
    allowed = [str(duration) for duration in model.durations_s]
    problems.append(InvalidRequest(field=DURATION, value=text, allowed=allowed))
    return None


def _dimensions(text: str, model: VideoModel, problems: list[Problem]) -> Dimensions | None:
    if not text:
        return None
    try:
        dimensions = Dimensions.parse("".join(text.replace("×", "x").split()))
    except ValueError:
        dimensions = None
    if dimensions not in model.dimensions:
        allowed = [str(pair) for pair in model.dimensions]
        problems.append(InvalidRequest(field=SIZE, value=text, allowed=allowed))
        return None
    return dimensions
