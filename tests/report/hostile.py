"""What anybody could write into any field, and assessments that hold it in each of them."""

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from posture.model.text import visible

if TYPE_CHECKING:
    from tests.report.conftest import Pack

AUTHORS = {"why", "how", "step"}
"""Fields in light Markdown; all others are plain text."""

NASTY = [
    "# heading", "---", "===", "- item", "1. item", "> quote", "``` code", "~~~", "    code", "`code`", "| a | b |",
    "a | b\n--- | ---\nc | d", ":-:", "\\", "ends with \\", "<script>alert(1)</script>", "<!-- hidden", "</table>",
    "[link](javascript:alert(1))", "![image](http://x.example/i.png)", "[ref]: http://x.example", "[^note]",
    "http://x.example/", "<http://x.example>", "www.x.example", "a@x.example", "&lt;b&gt;",
    "*em* **strong** __u__ ~~s~~",
    "1", "12", "one\n\n## two\n\nthree", "two  \nlines", "\u202egnp.exe",
    "\ufeff", "a\u2028# b", "\x1b[31mred", "{{ 7 * 7 }}",
    "{% include 'x' %}", "$x^2$ and $y$", "=1+1", "R&D's", "日本語 é 🏥",
]  # fmt: skip

MARKUP = st.text(alphabet=st.sampled_from("\\`*_{}[]()<>#+-.!|&~:@=\"'$^%/ \n\t09aBé\u202e"), min_size=1, max_size=30)


def everywhere(text: str) -> dict[str, Any]:
    """Keys of an assessment with a text in each of its free fields."""
    return {
        "assessor": text,
        "facts": {"staff": 8, "strange": text},
        "actions": {
            "auto-update": {"status": "doing", "owner": text},
            "tabletop": {"status": "declined", "reason": f"no {text}"},
        },
        "own_actions": {
            "own": {"title": text, "hours": {"base": 1.0}, "closes": [{"control": "patching", "share": 50}],
                    "proof": text},
        },
    }  # fmt: skip


def answers(pack: "Pack", text: str, note: str) -> dict[str, Any]:
    """Responses with a text in each of their free fields; notes keep their paragraphs."""
    evidence = [{"method": "examine", "reference": text, "collected": pack.as_of}]
    accepted = {"reason": text, "by": text, "until": pack.as_of}
    return {
        **{name: {**response, "by": text, "note": note} for name, response in pack.responses.items()},
        "patching": {"answer": "mostly", "by": text, "note": note, "evidence": evidence, "flagged": True},
        "endpoint-detection": {"answer": "not", "note": note, "accepted": accepted},
        "server-room-lock": {"answer": "na", "reason": text, "by": text, "note": text},
        "gone": {"answer": "partly", "note": text, "by": text},
    }


def lines_of(text: str) -> list[str]:
    return [line for each in visible(text).split("\n") if (line := " ".join(each.split()))]


def plain(text: str) -> str:
    """Harmless words with the lines and paragraphs of a text."""
    return "\n".join("plain" if line.split() else "" for line in visible(text).split("\n"))
