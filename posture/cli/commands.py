"""The commands: names, help and arguments. The contract of the command line; what they do stands elsewhere."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Final

from posture.cli.arguments import Command

ANSWERS: Final = ("implemented", "mostly", "partly", "not", "unknown", "na", "clear")
ORDERS: Final = ("checklist", "person", "quick")
STATUSES: Final = ("open", "doing", "done", "declined")
AUDIENCES: Final = ("owner", "it", "auditor")
COMPARED: Final = ("markdown", "html")
METHODS: Final = ("examine", "interview", "test")


def day(text: str) -> date:
    """A date of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a date such as 2026-11-23") from error


def amount(text: str) -> float:
    """Hours, dollars or points of the command line: a number from 0."""
    try:
        number = float(text.replace(",", ""))
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a number") from error
    if not 0 <= number < 1e9:
        raise ArgumentTypeError(f"{text!r} must be from 0 to 1,000,000,000")
    return number


def revision(text: str) -> int:
    """The number of a revision on the command line."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise ArgumentTypeError(f"{text!r} is not the number of a revision")
    return int(text)


def seal(text: str) -> str:
    """The seal of a revision on the command line, or its beginning; blanks in it do not count."""
    # Copied from a PDF it may come in pieces.
    digits = "".join(text.replace("\u200b", "").split()).lower()
    if not (16 <= len(digits) <= 64 and set(digits) <= set("0123456789abcdef")):
        raise ArgumentTypeError(f"{text!r} is not a seal: 64 digits from 0 to 9 and a to f, or 16 or more of the first")
    return digits


def _file(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="an assessment")


def _as_of(parser: ArgumentParser) -> None:
    parser.add_argument("--as-of", type=day, metavar="DATE", help="judge as of this day (default: today)")


def _numbers(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON, with numbers as the screen shows them")
    parser.add_argument("--exact", action="store_true", help="print JSON with exact fractions")


def _demo(parser: ArgumentParser) -> None:
    parser.add_argument("--plain", action="store_true", help="plain text instead of the terminal interface")
    parser.add_argument("-o", "--output", metavar="DIR", help="where the plain way writes its report")
    parser.add_argument("--all", action="store_true", help="the plain way writes the report in every format")


def _new(parser: ArgumentParser) -> None:
    parser.add_argument("--clinic", required=True, metavar="NAME", help="name of the clinic")
    parser.add_argument("--assessor", default="", metavar="NAME", help="who asks the questions")
    parser.add_argument("--fact", action="append", default=[], metavar="KEY=VALUE", help="a fact about the clinic")
    parser.add_argument("--checklist", action="append", default=[], metavar="ID", help="walk only this one; repeat")
    parser.add_argument(
        "--from", dest="previous", metavar="OLD", help="carry over the answers of an earlier assessment"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="where to write it; never overwrites")


def _ask(parser: ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("--order", choices=ORDERS, default="checklist", help="checklist (default), person or quick")
    parser.add_argument("--ask", metavar="ROLE", help="only the questions for this role")
    parser.add_argument("--by", default="", metavar="T", help="who answers")


def _answer(parser: ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("control", metavar="CONTROL", help="id of a control")
    parser.add_argument("answer", metavar="ANSWER", choices=ANSWERS, help=", ".join(ANSWERS))
    parser.add_argument("--note", metavar="T", help="a note; replaces the one that is there")
    parser.add_argument("--reason", default="", metavar="T", help="why it does not apply (with na)")
    parser.add_argument("--by", metavar="T", help="who said so")
    parser.add_argument("--evidence", metavar="T", help="what was looked at; is added")
    parser.add_argument("--method", choices=METHODS, default="examine", help="how it was looked at")
    parser.add_argument("--collected", type=day, metavar="DATE", help="when it was looked at (default: today)")
    flags = parser.add_mutually_exclusive_group()
    flags.add_argument("--flag", dest="flagged", action="store_true", default=None, help="flag the control")
    flags.add_argument("--unflag", dest="flagged", action="store_false", help="take the flag away")


def _fact(parser: ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("facts", nargs="+", metavar="KEY=VALUE", help="a fact; an empty value takes it away")


def _action(parser: ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("action", metavar="ACTION", help="id of an action")
    parser.add_argument("--status", choices=STATUSES, help="how far it is")
    parser.add_argument("--owner", metavar="T", help="who sees to it")
    parser.add_argument("--due", type=day, metavar="DATE", help="by when")
    parser.add_argument("--reason", metavar="T", help="why it is declined")


def _accept(parser: ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("control", metavar="CONTROL", help="id of a control")
    parser.add_argument("--reason", required=True, metavar="T", help="why the gap is accepted")
    parser.add_argument("--until", required=True, type=day, metavar="DATE", help="when it comes back")
    parser.add_argument("--by", default="", metavar="T", help="who accepted it")


def _score(parser: ArgumentParser) -> None:
    _file(parser)
    _as_of(parser)
    _numbers(parser)
    parser.add_argument("--fail-under", type=amount, metavar="N", help="exit with 1 if posture is under N")


def _plan(parser: ArgumentParser) -> None:
    _file(parser)
    _as_of(parser)
    parser.add_argument("--start", type=day, metavar="DATE", help="first day of the plan")
    parser.add_argument("--hours-per-week", type=amount, metavar="H", help="hours of work a week (default 2)")
    parser.add_argument("--first-week", type=amount, metavar="H", help="hours in the first week (default twice that)")
    parser.add_argument("--year-dollars", type=amount, metavar="D", help="money for the year (default: no limit)")
    parser.add_argument(
        "--role-hours", action="append", default=[], metavar="ROLE=H", help="hours a week that a role has; repeat"
    )
    _numbers(parser)
    parser.add_argument("--save", action="store_true", help="keep all this, and what must be in or out, in FILE")
    budget = parser.add_argument_group("the best set within a budget")
    budget.add_argument("--hours", type=amount, metavar="H", help="hours in all")
    budget.add_argument("--dollars", type=amount, metavar="D", help="dollars in all (default: no limit)")
    budget.add_argument("--must", action="append", default=[], metavar="A", help="this action is in; repeat")
    budget.add_argument("--avoid", action="append", default=[], metavar="A", help="this action is out; repeat")
    budget.add_argument("--reach", metavar="GRADE", help="the least effort to this grade")
    budget.add_argument("--frontier", action="store_true", help="posture against hours: what each hour buys at best")
    budget.add_argument("--insist", metavar="A", help="what insisting on this action costs")


def _compare(parser: ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD", help="the earlier assessment")
    parser.add_argument("new", metavar="NEW", help="the later one")
    _numbers(parser)
    parser.add_argument("-o", "--output", metavar="DIR", help="write a report to this folder instead of printing")
    parser.add_argument(
        "--format", action="append", default=[], choices=COMPARED, help="of that report: markdown (default); repeat"
    )


def _explain(parser: ArgumentParser) -> None:
    _file(parser)
    parser.add_argument(
        "subject",
        nargs="?",
        metavar="ID",
        help="a control, action, cap or threat; control:ID, action:ID, cap:ID or threat:ID where ids are the same",
    )
    _as_of(parser)
    parser.add_argument("--sensitivity", action="store_true", help="what other credits and weights would change")


def _export(parser: ArgumentParser) -> None:
    _file(parser)
    _as_of(parser)
    parser.add_argument("--format", action="append", default=[], metavar="NAME", help="markdown (default); repeat")
    parser.add_argument("--pdf", action="store_true", help="the report as PDF, beside what --format names")
    parser.add_argument("--all", action="store_true", help="every format")
    parser.add_argument("-o", "--output", metavar="DIR", help="the folder to write to")
    parser.add_argument("--redact", action="store_true", help="stand-ins for names, notes, addresses and machines")
    parser.add_argument("--audience", choices=AUDIENCES, help="only what one reader needs: owner, it or auditor")
    parser.add_argument("--template", metavar="DIR", help="use the templates and brand.toml of this folder")
    parser.add_argument("--sign", metavar="KEY", help="sign each file with this private key of ssh, as FILE.sig")


def _templates(parser: ArgumentParser) -> None:
    parser.add_argument("-o", "--output", required=True, metavar="DIR", help="the folder to write; never overwrites")


def _sheet(parser: ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("--ask", metavar="ROLE", help="only the questions for this role (default: a sheet for each)")
    parser.add_argument("-o", "--output", metavar="PATH", help="the file to write with --ask, else the folder")


def _fill(parser: ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("sheet", metavar="SHEET", help="a question sheet that came back")
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    settle = parser.add_mutually_exclusive_group()
    settle.add_argument("--yes", action="store_true", help="write what nothing speaks against without asking")
    settle.add_argument("--keep", action="store_true", help="the same, and where both have an answer keep the old one")
    settle.add_argument("--take", action="store_true", help="the same, and where both have an answer take the sheet's")


def _check(parser: ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="folders or checklist files (default: what is in use)")
    parser.add_argument("--strict", action="store_true", help="hold them to the standards of the built-in checklists")
    parser.add_argument("--json", action="store_true", help="print the problems as JSON")
    parser.add_argument("--as-of", type=day, metavar="DATE", help="measure the age of `last_verified` to this day")
    parser.add_argument("--table", action="store_true", help="print what they weigh and cover instead, as Markdown")


def _new_checklist(parser: ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="its id: a-z, 0-9 and -")
    parser.add_argument("-o", "--output", metavar="FILE", help="where to write it; never overwrites")


def _schema(parser: ArgumentParser) -> None:
    parser.add_argument("-o", "--output", metavar="DIR", help="the folder to write to (default: schema)")


def _quick_check(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the choice as JSON")


def _history(parser: ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("--json", action="store_true", help="print JSON, with every text in full")


def _verify(parser: ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("--seal", type=seal, metavar="SEAL", help="is this seal of a report still there? 16 digits do")


def _restore(parser: ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("revision", metavar="REVISION", type=revision, help="its number, as posture history lists it")


def _archive(parser: ArgumentParser) -> None:
    _clinic(parser)
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="the file to write; never overwrites")


def _unarchive(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="what posture archive wrote")


def _delete(parser: ArgumentParser) -> None:
    _clinic(parser)
    parser.add_argument("--yes-delete", metavar="NAME", help="the clinic's name once more, instead of typing it")


def _clinic(parser: ArgumentParser) -> None:
    parser.add_argument("clinic", metavar="CLINIC", help="name of a clinic of the workspace, or of its folder")


def _doctor(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")


def _nothing(parser: ArgumentParser) -> None:
    del parser  # `where` takes no arguments of its own


COMMANDS: Final = (
    Command("demo", "look around with a sample clinic; nothing of yours is touched", _demo, "interface", "demo"),
    Command("new", "begin an assessment", _new, "assessing", "new"),
    Command("ask", "ask the questions line by line, in plain text", _ask, "asking", "ask"),
    Command("answer", "answer a control", _answer, "assessing", "answer"),
    Command("fact", "set facts about the clinic", _fact, "assessing", "fact"),
    Command("action", "set status, owner or due date of an action", _action, "assessing", "action"),
    Command("accept", "accept a gap until a day", _accept, "assessing", "accept"),
    Command("score", "posture, with its range and its working", _score, "scoring", "score"),
    Command("plan", "what to do, in which order, by when", _plan, "judging", "plan"),
    Command("explain", "where a number comes from, in words", _explain, "explaining", "explain"),
    Command("export", "write the report", _export, "writing", "export"),
    Command("templates", "write the templates of reports, to make your own from", _templates, "writing", "templates"),
    Command("sheet", "write what is unknown as question sheets, one for each role", _sheet, "sheets", "sheet"),
    Command("fill", "read a question sheet back, and say what it changes first", _fill, "sheets", "fill"),
    Command("compare", "what changed between two assessments, and why posture moved", _compare, "comparing", "compare"),
    Command("check", "find the problems in checklists, with file and line", _check, "authoring", "check"),
    Command("new-checklist", "begin a checklist of your own", _new_checklist, "authoring", "new_checklist"),
    Command("schema", "write JSON Schema, for editors that complete and check TOML", _schema, "authoring", "schema"),
    Command("quick-check", "choose the questions of the 20-minute check", _quick_check, "quick_check", "quick_check"),
    Command("history", "say who answered what and when", _history, "keeping", "show"),
    Command("verify", "is this saved file whole and unchanged?", _verify, "keeping", "verify"),
    Command("restore", "bring an earlier revision back, as a new one", _restore, "keeping", "restore"),
    Command("archive", "put all of a clinic into one file", _archive, "clinics", "archive"),
    Command("unarchive", "take a clinic out of such a file into this workspace", _unarchive, "clinics", "unarchive"),
    Command("delete", "delete a clinic, once its name was typed", _delete, "clinics", "delete"),
    Command("where", "say where things are kept", _nothing, "places", "where"),
    Command("doctor", "look for what is amiss on this computer, and say what to do", _doctor, "doctor", "doctor"),
)
