"""A damaged file is told with its line, whatever happened to it, and is never changed by reading it."""

import random
import re
from pathlib import Path

import pytest

from posture.errors import DamagedFile, ExitCode, PostureError, StoreRefused
from posture.model.assessment import Assessment, Response
from posture.model.control import Answer
from posture.store.assessments import dumps, loads, read

HEAD = """schema_version = 1
id = "00000000-0000-4000-8000-00000000000a"
clinic = "Riverside"
checklists = [{ id = "training" }]
"""


@pytest.fixture(scope="module")
def whole(assessment: Assessment) -> bytes:
    """About 4 KiB of answers."""
    for number in range(30):
        note = f"Seen on screen {number}: «ok» [/foo]\nand asked again."
        assessment = assessment.with_response(f"control-{number}", Response(answer=Answer.MOSTLY, note=note))
    data = dumps(assessment)
    assert 3_000 < len(data) < 8_000
    return data


def outcome(data: bytes) -> str:
    """What becomes of bytes: read, newer or damaged; anything but our own errors fails the test."""
    refused: PostureError | None = None
    try:
        loads(data, "dir/a.toml")
    except (DamagedFile, StoreRefused) as error:
        refused = error
    if refused is None:
        return "read"
    assert refused.hint
    if isinstance(refused, StoreRefused):
        assert refused.title == "A newer posture wrote this file"
        return "newer"
    assert refused.title == "This is not an assessment that can be read"
    for told in refused.message.splitlines():
        place = re.match(r"dir/a\.toml:(\d+): .", told)
        assert place
        assert 1 <= int(place[1]) <= data.count(b"\n") + 1
    return "damaged"


def test_a_file_cut_short_is_told_or_holds_the_answers_before_the_cut(whole: bytes) -> None:
    answers = loads(whole, "a.toml").responses
    damaged = 0
    for length in range(0, len(whole), 47):
        if outcome(whole[:length]) == "damaged":
            damaged += 1
        else:
            left = loads(whole[:length], "a.toml").responses
            assert all(answers[key].answer is response.answer or not response.answer for key, response in left.items())
    assert damaged > len(whole) / 47 / 2


def test_a_flipped_bit_is_told_or_harmless(whole: bytes) -> None:
    lots = random.Random(23)
    outcomes = []
    for place in range(0, len(whole), 17):
        flipped = bytearray(whole)
        flipped[place] ^= 1 << lots.randrange(8)
        outcomes.append(outcome(bytes(flipped)))
    assert outcomes.count("damaged") > len(outcomes) / 4


def test_blocks_of_zeros_and_of_another_file_are_told(whole: bytes) -> None:
    for start in range(0, len(whole) - 512, 512):
        assert outcome(whole[:start] + bytes(512) + whole[start + 512 :]) == "damaged"
        assert outcome(whole[:start] + b"\x89PNG\r\n\x1a\n" * 64 + whole[start + 512 :]) == "damaged"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["1: the key 'checklists'", "1: the key 'clinic'", "1: the key 'id'", "1: the key 'schema_version'"]),
        ("<html>Sign in</html>\n", ["1: is not valid TOML"]),
        (HEAD + "<<<<<<< mine\n", ["5: is not valid TOML"]),
        (HEAD + HEAD, ["5: is not valid TOML: cannot overwrite a value"]),
        (HEAD.replace("1", '"1"', 1), ["1: schema_version: must be a whole number"]),
        (HEAD.replace("1", "0", 1), ["1: schema_version: must be at least 1"]),
        (HEAD.replace("Riverside", ""), ["3: clinic: must not be empty"]),
        (HEAD.replace("0a", "zz"), ["2: id: "]),
        (HEAD.replace("training", "Training"), ["4: checklists.Training.id: 'Training' is no valid id"]),
        (HEAD.replace("]", ', { id = "training" }]'), ["1: a checklist is named twice"]),
        (HEAD + "started = 2026-11-23T10:00:00Z\n", ["5: started: must be a date such as 2026-11-23"]),
        (HEAD + "[facts]\nstaff = 1.5\n", ["6: facts.staff: must be "]),
        (
            HEAD + "[responses.a]\nanswer = 'implementd'\n",
            ["6: responses.a.answer: can't be 'implementd'; did you mean"],
        ),
        (
            HEAD + "[responses.a]\nanwser = 'not'\n",
            ["6: responses.a.anwser: unknown key 'anwser'; did you mean 'answer'?"],
        ),
        (HEAD + "[responses]\na = 'not'\n", ["6: responses.a: must be a table, not 'not'"]),
        (
            HEAD + "[responses.a]\nat = '2026'\n",
            ["6: responses.a.at: must be a date with a time such as 2026-11-23T14"],
        ),
        (
            HEAD + "[[responses.a.evidence]]\nmethod = 'look'\n",
            [
                "5: responses.a.evidence.0: the key 'collected'",
                "5: responses.a.evidence.0: the key 'reference'",
                "6: responses.a.evidence.0.method: can't be 'look'",
            ],
        ),
        (HEAD + "[responses.a.accepted]\nreason = 'x'\n", ["5: responses.a.accepted: the key 'until' is missing"]),
        (HEAD + "[actions.b]\nstatus = 'declined'\n", ["5: actions.b: a declined action needs a reason"]),
        (HEAD + "[own_actions.b]\ntitle = 'x'\n", ["5: own_actions.b: the key 'hours' is missing"]),
        (
            HEAD + "[own_actions.b]\ntitle = 'x'\nhours = { base = 1 }\nrequires = ['b']\n",
            ["1: own actions need each other in a circle: b"],
        ),
        (HEAD + "[plan]\nhours_per_week = -1\n", ["6: plan.hours_per_week: must be at least 0"]),
        (HEAD + "[plan]\nyear_dollars = inf\n", ["6: plan.year_dollars: must be a finite number"]),
        (HEAD + "[[[[\n", ["5: is not valid TOML"]),
        (HEAD + "x = " + "[" * 99, ["1: nests more than 32"]),
        (HEAD + "x." * 99 + "y = 1\n", ["5: has a key of more than 64 parts"]),
        (HEAD + f"[facts]\nstaff = {'9' * 5000}\n", ["6: has a number of more than 64 digits"]),
        (HEAD + f"[facts]\nstaff = 0x{'f' * 5000}\n", ["6: has a number of more than 64 digits"]),
        (HEAD.replace("1", "0x" + "f" * 5000, 1), ["1: has a number of more than 64 digits"]),
    ],
)
def test_each_damage_is_told_with_its_line(text: str, told: list[str]) -> None:
    with pytest.raises(DamagedFile) as caught:
        loads(text.encode(), "a.toml")
    lines = caught.value.message.splitlines()
    assert len(lines) == len(told)
    for line, beginning in zip(lines, told, strict=True):
        assert line.startswith(f"a.toml:{beginning}")


def test_a_wrong_id_is_told_in_words_of_this_field() -> None:
    for wrong in ("zz", "00000000-0000-4000-8000-0000000000zz"):
        with pytest.raises(DamagedFile) as caught:
            loads(HEAD.replace("00000000-0000-4000-8000-00000000000a", wrong).encode(), "a.toml")
        assert "int()" not in caught.value.message
        assert "badly formed" not in caught.value.message


def test_not_utf_8_is_told_with_its_line() -> None:
    with pytest.raises(DamagedFile, match=r"a\.toml:3: has a byte that is not UTF-8"):
        loads(HEAD.replace("Riverside", "Caf\xe9").encode("latin-1"), "a.toml")
    with pytest.raises(DamagedFile, match=r"a\.toml:1: is saved as UTF-16"):
        loads(HEAD.encode("utf-16"), "a.toml")


def test_reading_a_damaged_file_leaves_it_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "clinic" / "a.toml"
    path.parent.mkdir()
    path.write_bytes(b"schema_version = 1\nid = \n")
    before = path.stat()
    with pytest.raises(DamagedFile) as caught:
        read(path)
    assert caught.value.exit_code is ExitCode.NO
    assert str(path) in caught.value.message
    assert "Nothing was changed" in caught.value.hint
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_size) == (before.st_ino, before.st_mtime_ns, before.st_size)
    assert [entry.name for entry in path.parent.iterdir()] == ["a.toml"]


def test_a_file_with_very_many_problems_is_told_shortly() -> None:
    text = HEAD + "".join(f"[responses.a{number}]\nanswer = 'x'\n" for number in range(500))
    with pytest.raises(DamagedFile) as caught:
        loads(text.encode(), "a.toml")
    lines = caught.value.message.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "… and 480 more"


def test_a_byte_order_mark_and_windows_line_ends_are_no_damage(assessment: Assessment) -> None:
    data = b"\xef\xbb\xbf" + dumps(assessment).replace(b"\n", b"\r\n")
    assert loads(data, "a.toml") == assessment
