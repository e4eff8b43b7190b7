"""Stand-ins for what must not be read: `Person 1`, `Host 2`. The same text always gets the same one."""

import re
from collections.abc import Collection, Iterable
from typing import Final

from posture.report.patient_data import KINDS

_SENSITIVE: Final = re.compile(
    "|".join(
        (
            rf"(?P<patient>{'|'.join(pattern for _, pattern in KINDS)})",
            r"(?P<mail>(?<![\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)*)",
            r"(?P<address>\b[a-z][a-z0-9+.-]{0,20}://[^\s<>\"']+|\\\\[\w.$-]+(?:\\[^\s\\]+)*)",
            r"(?P<number>(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?![\w.]))",
            r"(?P<six>(?<![\w:])(?=[0-9:]*(?:::|[a-f]))(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}(?![\w:]))",
            r"(?P<name>(?<![\w.-])(?:[^\W_](?:[\w-]*[^\W_])?\.)+(?:[^\W\d_]{2,})(?![\w-])(?::\d+)?(?:/[^\s<>\"']*)?)",
            r"(?P<machine>(?<![\w-])(?:desktop|laptop|pc|ws|srv|server|nas|dc|fw|vpn)-?[a-z0-9-]*\d[a-z0-9-]*(?![\w-]))",
            r"(?P<phone>(?<![\w.$-])(?:\+?\d{1,3}[ .-]?)?(?:\(\d{2,4}\)[ .-]?|\d{2,4}[ .-])?\d{3}[ .-]\d{4}(?![\w-])"
            r"|\+\d[\d ().-]{6,}\d(?!\w)|(?<![\w.$-])\d{10,11}(?!\w))",
        )
    ),
    re.IGNORECASE,
)

_KIND: Final = {
    "patient": "Patient data",
    "mail": "E-mail address",
    "phone": "Phone number",
    **dict.fromkeys(("address", "number", "six", "name", "machine"), "Host"),
}

_SHORTEST: Final = 3
"""Shorter names and parts of names are words of the language too often to be looked for in texts."""


class Pseudonyms:
    """Stand-ins, numbered in the order in which they are first asked for.

    Args:
        roles: Names of roles; they are nobody's name, and stay.
        ordinary: Words of the language, in small letters, that are not looked for as parts of a name.
    """

    def __init__(self, roles: Collection[str], ordinary: Collection[str]) -> None:
        self._roles = {role.casefold() for role in roles}
        self._ordinary = ordinary
        self._given: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self._known: re.Pattern[str] | None = None

    def stand_in(self, kind: str, text: str) -> str:
        """The stand-in for a text of a kind; nothing where there is nothing to hide."""
        if not text.strip():
            return text
        key = (kind, " ".join(text.split()).casefold())
        if key not in self._given:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._given[key] = f"{kind} {self._counts[kind]}"
        return self._given[key]

    def know(self, kind: str, names: Iterable[str]) -> None:
        """Remember names, so that they are found in other texts as well."""
        for name in names:
            plain = " ".join(name.split())
            stand_in = self.person(name) if kind == "Person" else self.stand_in(kind, name)
            if stand_in == name or len(plain) < _SHORTEST:
                continue
            self._names[plain.casefold()] = stand_in
            if kind == "Person":
                for part in re.findall(r"[^\W\d_]{3,}", plain):
                    if part[0].isupper() and part.casefold() not in self._ordinary:
                        self._names.setdefault(part.casefold(), stand_in)
        if self._names:
            longest_first = sorted(self._names, key=lambda name: (-len(name), name))
            known = "|".join(r"\s+".join(map(re.escape, name.split())) for name in longest_first)
            self._known = re.compile(rf"(?<!\w)(?:{known})(?!\w)", re.IGNORECASE)

    def person(self, name: str) -> str:
        """The stand-in for who somebody is; a role is nobody's name."""
        return name if " ".join(name.split()).casefold() in self._roles else self.stand_in("Person", name)

    def text(self, text: str) -> str:
        """A text without the names that are known, e-mail addresses, hosts, phone numbers and numbers of patients."""
        text = _SENSITIVE.sub(self._hidden, text)
        return self._known.sub(self._named, text) if self._known else text

    def _named(self, found: re.Match[str]) -> str:
        return self._names.get(" ".join(found.group().split()).casefold(), found.group())

    def _hidden(self, found: re.Match[str]) -> str:
        return self.stand_in(_KIND[found.lastgroup or "name"], found.group())
