"""What the user chose and the window remembers: one frozen value in one JSON file."""

from __future__ import annotations

import dataclasses
import json
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeGuard, get_args

from desktop.core import atomic
from desktop.core.notices import SettingsReset

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

logger = logging.getLogger(__name__)

VERSION = 1
MAX_CONCURRENCY = 10
AUTOMATIC = 0
"""The concurrency that follows the account's slots."""
MAX_UNDO_S = 30
MAX_USD = 100_000
MAX_ACCOUNTS = 20
MAX_NAME_CHARS = 60
MAX_DISMISSED = 100
MAX_TEMPLATE_CHARS = 120
DEFAULT_NAME = "{date} {time} {prompt}"
"""What clips are called; `library.folder` fills it in."""
FIRST_ACCOUNT = "leonardo"
Theme = Literal["system", "dark", "light"]
_ACCOUNT_ID = re.compile("[a-z0-9-]{1,40}")


@dataclass(frozen=True)
class NamedAccount:
    """An account of the user's: its id, kept with each clip, and what the user calls it."""

    id: str
    name: str


@dataclass(frozen=True)
class Settings:
    """Everything remembered between starts, except the key (keychain) and the draft.

    A budget or a threshold of 0 is off. `dismissed_hints` are values of `preflight.Concern`.
    With `writes_recipes` a JSON file lies beside each clip. `versions_asked_at` is when the release
    page was asked last, in seconds since 1970; `skipped_version` is not to be told of.
    `account` is the one in use outside the sandbox; its key
    and those of the others are in the keychain.
    """

    theme: Theme = "system"
    volume: float = 0.3
    is_muted: bool = False
    loops: bool = True
    concurrency: int = AUTOMATIC
    undo_s: int = 3
    is_queue_paused: bool = False
    daily_budget_usd: float = 0.0
    confirm_above_usd: float = 0.0
    videos_folder: str = ""
    name_template: str = DEFAULT_NAME
    writes_recipes: bool = False
    autoplays: bool = True
    less_motion: bool = False
    last_open_folder: str = ""
    last_save_folder: str = ""
    window_geometry: str = ""
    splitter_state: str = ""
    uses_sandbox: bool = False
    dismissed_hints: tuple[str, ...] = ()
    accounts: tuple[NamedAccount, ...] = ()
    account: str = FIRST_ACCOUNT
    tells_of_versions: bool = True
    versions_asked_at: int = 0
    skipped_version: str = ""

    def changed(self, **values: Any) -> Settings:
        """A copy with some values replaced."""
        return dataclasses.replace(self, **values)


# converters[n] turns a record of version n into one of version n + 1.
_CONVERTERS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


def parse(text: str) -> Settings:
    """Read settings; unknown names and values of a wrong type fall back to the default.

    Raises ValueError when the text is no settings file at all.
    """
    record = json.loads(text)
    if not (isinstance(record, dict) and type(record.get("version")) is int):
        raise ValueError("not a settings file")
    for version in range(record["version"], VERSION):
        record = _CONVERTERS[version](record)
    fields = {field.name: field.default for field in dataclasses.fields(Settings)}
    values = {
        name: record[name] for name, default in fields.items() if _fits(record, name, default)
    }
    return Settings(
        **values,
        accounts=_accounts(record.get("accounts")),
        dismissed_hints=_names(record.get("dismissed_hints")),
    )


def _names(found: object) -> tuple[str, ...]:
    """The hints that are not to be shown, each once; those of a newer version are kept."""
    entries = found if isinstance(found, list) else []
    names = (name for name in entries if isinstance(name, str) and len(name) <= MAX_NAME_CHARS)
    return tuple(dict.fromkeys(names))[:MAX_DISMISSED]


def _accounts(found: object) -> tuple[NamedAccount, ...]:
    """The entries that can be understood, each id once."""
    entries = found if isinstance(found, list) else []
    accounts: dict[str, NamedAccount] = {}
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        account_id, name = entry.get("id"), entry.get("name")
        if is_account_id(account_id) and isinstance(name, str):
            accounts.setdefault(account_id, NamedAccount(account_id, tidy_name(name)))
    return tuple(accounts.values())[:MAX_ACCOUNTS]


def is_account_id(found: object) -> TypeGuard[str]:
    """Whether this can name an account, and its entry in the keychain."""
    return isinstance(found, str) and bool(_ACCOUNT_ID.fullmatch(found)) and found != "sandbox"


def _is_version(found: str) -> bool:
    from desktop.core import release  # the first paint does not wait for it

    return release.parse(found) is not None


def is_template(typed: str) -> bool:
    """Whether clips can be called by it."""
    return 0 < len(typed.strip()) <= MAX_TEMPLATE_CHARS


def tidy_name(typed: str) -> str:
    """A name on one line, of a length that can be shown."""
    seen = "".join(c for c in " ".join(typed.split()) if c.isprintable())
    return seen[:MAX_NAME_CHARS].strip()


_RANGES: dict[str, tuple[float, float]] = {
    "volume": (0.0, 1.0),
    "concurrency": (AUTOMATIC, MAX_CONCURRENCY),
    "undo_s": (0, MAX_UNDO_S),
    "daily_budget_usd": (0, MAX_USD),
    "confirm_above_usd": (0, MAX_USD),
    "versions_asked_at": (0, 2**40),
}


_CHECKS: dict[str, Callable[[object], bool]] = {
    "theme": lambda value: value in get_args(Theme),
    "accounts": lambda _value: False,  # read apart, as the next
    "dismissed_hints": lambda _value: False,
    "account": is_account_id,
    "skipped_version": lambda value: value == "" or (isinstance(value, str) and _is_version(value)),
    "name_template": lambda value: isinstance(value, str) and is_template(value),
}


def _fits(record: dict[str, Any], name: str, default: object) -> bool:
    if name not in record:
        return False
    value = record[name]
    if name in _CHECKS:
        return _CHECKS[name](value)
    if name in _RANGES:
        least, most = _RANGES[name]
        kinds = {int} if type(default) is int else {int, float}
        return type(value) in kinds and least <= value <= most
    return type(value) is type(default)


def dump(settings: Settings) -> str:
    """The text of a settings file."""
    return json.dumps({"version": VERSION, **dataclasses.asdict(settings)}, indent=2) + "\n"


class SettingsFile:
    """The settings on disk. A damaged file is kept aside as `settings.json.damaged`.

    `reset` tells of it after `load`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reset: SettingsReset | None = None

    def load(self) -> Settings:
        """The settings, or the defaults where there are none to read."""
        try:
            return parse(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Settings()
        except (OSError, ValueError, KeyError, RecursionError) as error:
            logger.warning("settings could not be read, defaults are used: %s", error)
            self.reset = SettingsReset(kept=self._set_aside())
            return Settings()

    def save(self, settings: Settings) -> None:
        """Write them whole. Raises OSError."""
        atomic.write_text(self.path, dump(settings))

    def _set_aside(self) -> Path | None:
        kept = self.path.with_name(self.path.name + ".damaged")
        try:
            return self.path.replace(kept)
        except OSError as error:
            logger.warning("the damaged settings file could not be moved: %s", error)
            return None
