"""What the tests of the store share: an assessment with something of everything, umasks."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from posture.model.action import ActionText, Closes, Hours
from posture.model.assessment import (
    Acceptance,
    ActionState,
    Assessment,
    ChecklistRef,
    Evidence,
    PlanSettings,
    Response,
)
from posture.model.control import Answer


@pytest.fixture(scope="session")
def assessment() -> Assessment:
    seen = Evidence(method="examine", reference="Bildschirmfoto «DNS»", collected=date(2026, 11, 20), sha256="0" * 64)
    return Assessment(
        schema_version=1,
        id="0b2f5a1e-7b1d-4e0a-9d9c-2f6f5b8f0a11",
        clinic="Riverside Family Clinic",
        assessor="Ana",
        started=date(2026, 11, 23),
        checklists=(ChecklistRef(id="email-filtering", version="1.0.0", sha256="a" * 64), ChecklistRef(id="training")),
        facts={"staff": 8, "own_domain": True, "mail_platform": "microsoft-365", "devices": ("windows", "macos")},
        responses={
            "email-dmarc": Response(
                answer=Answer.PARTLY,
                note="Says p=none.\nAsked [/foo] twice.",
                by="IT provider",
                at=datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC),
                flagged=True,
                evidence=(seen,),
            ),
            "email-banner": Response(
                answer=Answer.NOT, accepted=Acceptance(reason="Too noisy", by="Owner", until=date(2027, 5, 31))
            ),
            "server-room": Response(answer=Answer.NA, reason="No server"),
        },
        actions={"publish-dmarc": ActionState(status="doing", owner="Ana", due=date(2026, 12, 15))},
        own_actions={
            "new-phone": ActionText(title="New phone", closes=(Closes(control="email-dmarc"),), hours=Hours(base=1))
        },
        plan=PlanSettings(hours_per_week=6, year_dollars=1000, must=("publish-dmarc",)),
    )


@pytest.fixture(scope="session")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in memory where there is one, for tests that save very often and do not need a disk for it."""
    return Path("/dev/shm") if os.path.isdir("/dev/shm") else tmp_path_factory.mktemp("memory")


@pytest.fixture
def umask() -> Iterator[Callable[[int], None]]:
    def become(mask: int) -> None:
        os.umask(mask)

    before = os.umask(0o022)
    yield become
    os.umask(before)


@pytest.fixture
def ordinary_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield a folder of somebody to whom permissions apply, as whom the test runs; root is not asked for any."""
    folder = tmp_path_factory.mktemp("ordinary")
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        yield folder
        return
    nobody = 65_534
    for parent in (folder, *folder.parents):
        if parent == Path(os.environ.get("TMPDIR", "/tmp")):
            break
        parent.chmod(0o755)
    os.chown(folder, nobody, nobody)
    os.seteuid(nobody)
    yield folder
    os.seteuid(0)
