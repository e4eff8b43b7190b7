"""Files of older formats open, and are copied before they are written anew; those of newer ones stay untouched."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from posture.errors import DamagedFile, StoreRefused
from posture.model.assessment import SCHEMA_VERSION, Response
from posture.model.control import Answer
from posture.store import history, migrations, saving
from posture.store.assessments import dumps, read
from posture.store.journal import history_path
from posture.store.lines import entry_line
from posture.store.migrations import migrated
from posture.store.verifying import verify

FIXTURES = Path(__file__).parent / "fixtures"
NOW = datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC)

# A format that never was: before the first one a clinic had a name, and notes were remarks.
OLDER = """# by hand
schema_version = 0
id = "0b2f5a1e-7b1d-4e0a-9d9c-2f6f5b8f0a11"
name = "Riverside"
started = 2026-11-23
checklists = [{ id = "training" }]

[responses.a]
answer = "partly"
remark = "Seen."
at = 2026-11-23T14:02:07Z
"""


def from_0(table: dict[str, Any]) -> dict[str, Any]:
    table = {("clinic" if key == "name" else key): value for key, value in table.items()}
    for name, response in table.get("responses", {}).items():
        renamed = {("note" if key == "remark" else key): value for key, value in response.items()}
        table["responses"] = {**table["responses"], name: renamed}
    return table


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(migrations, "STEPS", {0: from_0})
    path = tmp_path / "a.toml"
    path.write_text(OLDER, encoding="utf-8")
    return path


def test_there_is_a_file_of_each_format_and_a_step_away_from_each_older_one() -> None:
    formats = range(1, SCHEMA_VERSION + 1)
    assert sorted(path.stem for path in FIXTURES.glob("format-*.toml")) == [f"format-{n}" for n in formats]
    assert sorted(migrations.STEPS) == list(formats)[:-1]


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("format-*.toml")), ids=lambda path: path.stem)
def test_a_file_of_each_format_says_today_what_it_said_then(path: Path) -> None:
    found = read(path).assessment
    assert (found.clinic, found.assessor, found.started) == ("Riverside Family Clinic", "Ana", date(2026, 11, 23))
    assert found.facts == {
        **{"staff": 8, "own_domain": True, "mail_platform": "microsoft-365"},
        "devices": ("windows", "macos"),
    }
    assert {key: response.answer for key, response in found.responses.items()} == {
        "email-dmarc": Answer.PARTLY,
        "email-banner": Answer.NOT,
        "server-room": Answer.NA,
        "gone-since-long": Answer.IMPLEMENTED,
    }
    dmarc = found.responses["email-dmarc"]
    assert (dmarc.note, dmarc.by, dmarc.flagged) == ("Says p=none.\nAsked twice.", "IT provider", True)
    assert dmarc.at == NOW
    assert [(one.method, one.reference) for one in dmarc.evidence] == [
        *(("examine", "Screenshot of the zone"), ("interview", "Asked Ben"))
    ]
    accepted = found.responses["email-banner"].accepted
    assert accepted is not None
    assert (accepted.reason, accepted.until) == ("Too noisy", date(2027, 5, 31))
    assert found.responses["server-room"].reason == "No server"
    assert (found.actions["publish-dmarc"].status, found.actions["new-server"].reason) == ("doing", "No money")
    assert found.own_actions["new-phone"].title == "New phone"
    assert (found.plan.hours_per_week, found.plan.must, found.plan.avoid) == (6, ("publish-dmarc",), ("new-server",))


def test_a_file_of_format_1_is_written_again_with_all_that_it_said() -> None:
    data = (FIXTURES / "format-1.toml").read_bytes()
    again = tomllib.loads(dumps(read(FIXTURES / "format-1.toml").assessment).decode())
    assert again == tomllib.loads(data.decode())


def test_an_older_file_opens_and_is_not_touched_by_it(older: Path) -> None:
    found = read(older)
    assert (found.assessment.clinic, found.assessment.response("a").note) == ("Riverside", "Seen.")
    assert (found.assessment.schema_version, found.format) == (SCHEMA_VERSION, 0)
    assert older.read_text(encoding="utf-8") == OLDER
    assert list(older.parent.glob("a.*")) == [older]


def test_an_older_file_is_copied_before_it_is_written_anew(older: Path) -> None:
    base = read(older)
    base = saving.save(older, base.assessment.with_response("b", Response(note="x")), base, NOW)
    saving.save(older, base.assessment.with_response("b", Response(note="y")), base, NOW)
    assert tomllib.loads(older.read_text(encoding="utf-8"))["schema_version"] == SCHEMA_VERSION
    kept = sorted(older.parent.glob("a.toml.*"))
    assert [path.name for path in kept] == ["a.toml.format-0"]
    assert kept[0].read_text(encoding="utf-8") == OLDER
    assert verify(older).problems == ()


def test_an_older_file_that_can_not_be_copied_is_not_written(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = read(older)

    def full(path: Path, data: bytes, *, replace: bool = True) -> None:
        raise StoreRefused("The disk is full", f"{path}: {len(data)} bytes, {replace}")

    monkeypatch.setattr(saving, "write_whole", full)
    with pytest.raises(StoreRefused, match="The disk is full"):
        saving.save(older, base.assessment.with_response("b", Response(note="x")), base, NOW)
    assert older.read_text(encoding="utf-8") == OLDER


def test_states_of_an_older_format_come_back_from_a_history(older: Path) -> None:
    state = _as_json(OLDER)
    line = entry_line(1, "", state["id"], NOW, "begun", file=history.file_hash(older.read_bytes()), state=state)
    history_path(older).write_bytes(line)
    assert verify(older).problems == ()
    base = read(older)
    saving.save(older, base.assessment.with_response("b", Response(note="x")), base, NOW)
    assert verify(older).problems == ()
    saving.restore(older, 1, NOW)
    found = read(older).assessment
    assert (found.clinic, found.response("a").note, list(found.responses)) == ("Riverside", "Seen.", ["a"])


def _as_json(text: str) -> dict[str, Any]:
    table = tomllib.loads(text)
    table["started"] = table["started"].isoformat()
    table["responses"]["a"]["at"] = table["responses"]["a"]["at"].isoformat()
    return table


def test_steps_follow_each_other_up_to_today() -> None:
    steps = {-1: lambda table: {**table, "name": table["called"]}, 0: from_0}
    assert migrated({"schema_version": -1, "called": "X"}, steps)["clinic"] == "X"
    assert migrated({"schema_version": -1, "called": "X"}, steps)["schema_version"] == SCHEMA_VERSION


@pytest.mark.parametrize("version", [SCHEMA_VERSION, SCHEMA_VERSION + 1, -7, "0", 0.0, False, None])
def test_a_format_that_nobody_knows_is_left_to_the_reader(version: object) -> None:
    table = {"schema_version": version, "name": "X"}
    assert migrated(table, {0: from_0}) == table


def test_an_older_file_that_is_damaged_is_told_with_its_line(older: Path) -> None:
    older.write_text(OLDER.replace('"partly"', '"partially"'), encoding="utf-8")
    with pytest.raises(DamagedFile, match=r"a\.toml:9: responses\.a\.answer: can't be 'partially'"):
        read(older)


def test_without_a_step_an_older_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(OLDER, encoding="utf-8")
    with pytest.raises(DamagedFile, match="schema_version: must be at least 1"):
        read(path)
