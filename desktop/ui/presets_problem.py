"""What a presets file that is not taken is in words: which preset, which value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from desktop.core.errors import Facts


def _tr(text: str) -> str:
    return QCoreApplication.translate("Problems", text)


def told(facts: Facts) -> tuple[str, str, str]:
    """Title, reason, next step."""
    title = _tr("The presets were not taken")
    kept = _tr("Nothing was changed.")
    return title, f"{reason(facts)} {kept}", _tr("Choose another file, or correct this one.")


def reason(facts: Facts) -> str:
    """What is wrong, in a sentence."""
    plain = {
        "unreadable": _tr("The file cannot be read."),
        "version": _tr("A newer version of Startframe wrote the file."),
        "full": _tr("There are more than {limit} presets."),
        "twice": _tr("Two presets have the name “{preset}”."),
        "field": _tr("The preset “{preset}” has no usable entry “{field}”."),
    }
    kind = str(facts.get("reason"))
    if kind == "value":
        return _value(facts)
    words = plain.get(kind, _tr("It is no file of Startframe's presets."))
    return _filled(words, facts)


def _value(facts: Facts) -> str:
    fields = {
        "model": _tr("“{preset}” is for the model {value}, which is not known here."),
        "size": _tr("“{preset}” has the size {value}, which the model does not take."),
        "duration": _tr("“{preset}” has clips of {value} seconds, which the model does not make."),
        "prompt": _tr("The beginning of the prompt in “{preset}” cannot be used: {value}."),
    }
    words = fields.get(str(facts.get("field")), _tr("“{preset}” has a value that is not taken."))
    return _filled(words, facts)


def _filled(words: str, facts: Facts) -> str:
    known = {name: facts.get(name, "…") for name in ("preset", "field", "value", "limit")}
    return words.format(**known)
