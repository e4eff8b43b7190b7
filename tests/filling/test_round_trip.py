"""A sheet is printed, filled in and read: exactly those answers and notes come back, whatever stands anywhere."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from posture.filling.proposals import applied
from posture.model.control import Answer
from tests.filling.sheets import TODAY, Filled, blank, compare, fill_in, house, read, visit

IDS = ("email-mfa", "patching", "restore-test")
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)

PIECES = st.sampled_from(
    [
        *"\\`*_{}[]()<>#+-.!|&~:@=\"'$^% \t09aBé€",
        *(
            "\n",
            "\n\n",
            "Note:",
            "Answered by:",
            "### ",
            "- [x] Mostly: ",
            "[ ] In place",
            "> ",
            "☑ Partly",
            "Filled in by: ",
        ),
        *(
            "Why it doesn't apply: x",
            "\u202e",
            "\u2028",
            "日本語 🏥",
            "---",
            "```",
            "Question 1 of 3",
            "{{ 7 }}",
            "[/]",
        ),
        *("Question 2 of 3: patching", "### Question 9 of 9: email-mfa", "End of the questions", "Assessment: none"),
    ]
)
TEXT = st.lists(PIECES, max_size=12).map("".join)
ONE_LINE = TEXT.map(lambda text: " ".join(text.split()))

# The one thing that a note can't say: a line that begins as a question does, or that ends the sheet.
STRUCTURE = re.compile(r"^[>\s]*#*\s*(Question \d+ of \d+\s*:\s*\S|End of the questions)", re.MULTILINE | re.IGNORECASE)
BOX = re.compile(r"\[.{0,20}\]|[☐☑☒✓✔]")
NOTE = TEXT.filter(lambda text: not STRUCTURE.search(f"\n{text}") and len(BOX.findall(text)) < 4)

FILLED = st.builds(
    Filled,
    answer=st.sampled_from([None, *Answer]),
    note=NOTE,
    by=ONE_LINE,
).map(lambda said: said if said.answer is not Answer.NA else Filled(said.answer, said.note, "no server here", said.by))


def expected_note(note: str) -> str:
    return note.strip()


@settings(max_examples=100, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(IDS, FILLED)), TEXT)
@example(dict.fromkeys(IDS, Filled(Answer.NOT, "# a\n\n  b\n> c\nNote: d")), "### Question 1 of 3: patching")
@example(dict.fromkeys(IDS, Filled()), "Note: Filled in by: [x] Mostly")
def test_answers_and_notes_come_back_exactly(filled: dict[str, Filled], text: str) -> None:
    content = house(IDS, lambda _field, old: text.strip() or old)
    before = visit(clinic=text.strip() or "Clinic", assessor=text)
    proposals = compare(fill_in(blank(content, before), filled, by="Sam Lee"), content, before)
    assert proposals.problems == ()
    assert proposals.conflicts == ()
    after = applied(before, proposals.changes, NOW)
    for name, said in filled.items():
        response = after.response(name)
        assert response.answer is said.answer
        assert response.note == expected_note(said.note)
        assert response.reason == said.reason
        if said.answer is not None:
            assert response.by == (" ".join(said.by.split()) or "Sam Lee")
            assert response.at == NOW


@pytest.mark.parametrize("dressed", ["crlf", "bom", "quoted", "quoted twice", "no heading signs", "bullets", "wrapped"])
def test_a_sheet_survives_mail_and_word_processors(dressed: str) -> None:
    content, before = house(IDS), visit()
    filled = {
        "email-mfa": Filled(Answer.PARTLY, "first\n\n    second\n> quoted by them", by="Ann"),
        "patching": Filled(Answer.NA, reason="all of it is hosted"),
    }
    text = fill_in(blank(content, before), filled, by="Sam Lee")
    if dressed == "crlf":
        text = text.replace("\n", "\r\n")
    elif dressed == "bom":
        text = "\ufeff" + text
    elif dressed.startswith("quoted"):
        mark = "> > " if "twice" in dressed else "> "
        text = "".join(f"{mark}{line}".rstrip() + "\n" for line in text.split("\n"))
    elif dressed == "no heading signs":
        text = text.replace("### ", "").replace("**", "").replace("'", "’")
    elif dressed == "bullets":
        text = text.replace("- [ ]", "•\t☐").replace("- [x]", "•\t☒").replace("email-mfa", "Email‑MFA")
    else:
        lines: list[str] = []
        for line in text.split("\n"):
            while len(line) > 60 and " " in line[:60] and "quoted by" not in line:
                cut = line.rindex(" ", 0, 60)
                lines, line = [*lines, line[:cut]], line[cut + 1 :]  # noqa: PLW2901 - as a mail program does it
            lines.append(line)
        text = "\n".join(lines)
    after = applied(before, (found := compare(text, content, before)).changes, NOW)
    assert [problem for problem in found.problems if problem.severity == "error"] == []
    assert (after.response("email-mfa").answer, after.response("email-mfa").by) == (Answer.PARTLY, "Ann")
    assert after.response("email-mfa").note == "first\n\n    second\n> quoted by them"
    assert (after.response("patching").answer, after.response("patching").by) == (Answer.NA, "Sam Lee")
    assert after.response("patching").reason == "all of it is hosted"
    assert "restore-test" not in after.responses


@settings(max_examples=100, deadline=None)
@given(TEXT, st.lists(st.tuples(st.integers(0, 3_000), PIECES), max_size=8))
def test_whatever_is_done_to_a_sheet_reading_it_gives_words_never_a_crash(
    text: str, spots: list[tuple[int, str]]
) -> None:
    content, before = house(IDS), visit({"patching": {"answer": "mostly", "note": "ours"}})
    spoilt = blank(content, visit())
    for place, piece in spots:
        spoilt = spoilt[:place] + piece + spoilt[place:]
    for source in (text, spoilt, text + spoilt + text):
        found = compare(source, content, before)
        assert all(line.startswith("sheet.md:") for line in map(str, found.problems))
        lines = source.count("\n") + source.count("\r") + 1
        assert all(1 <= problem.line <= lines for problem in found.problems)
        after = applied(before, found.changes, NOW)
        assert after.response("patching").answer is Answer.MOSTLY, "what was answered is never replaced unseen"
        assert after.response("patching").note.startswith("ours")


def test_the_same_sheet_read_twice_changes_nothing_more() -> None:
    content, before = house(IDS), visit({"patching": {"note": "ask Sam"}})
    text = fill_in(
        blank(content, before),
        {"patching": Filled(Answer.MOSTLY, "one laptop left"), "email-mfa": Filled(note="later")},
        by="Sam",
    )
    first = compare(text, content, before)
    after = applied(before, first.changes, NOW)
    assert after.response("patching").note == "ask Sam\n\none laptop left"
    again = compare(text, content, after)
    assert (again.changes, again.conflicts, again.same) == ((), (), 2)


def test_an_empty_sheet_says_nothing() -> None:
    content, before = house(IDS), visit()
    text = blank(content, before)
    assert not read(text).is_filled
    found = compare(text, content, before)
    assert (found.changes, found.conflicts, found.problems, found.blank) == ((), (), (), len(IDS))
    assert TODAY.isoformat() in text
