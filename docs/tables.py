"""Writes what is generated: the tables of the checklists' README, the schemas, and what templates can print."""

from pathlib import Path

from posture.content.library import BUILTIN, assemble, require
from posture.content.place import builtin_folder
from posture.content.schema import MODELS, schema_text
from posture.content.tables import tables, with_tables
from posture.report.template_docs import with_context

README = builtin_folder() / "README.md"
TEMPLATES = Path(__file__).parent / "templates.md"


def main() -> None:
    """Write all of it again."""
    TEMPLATES.write_text(with_context(TEMPLATES.read_text(encoding="utf-8")), encoding="utf-8")
    made = tables(require(assemble([BUILTIN])))
    README.write_text(with_tables(README.read_text(encoding="utf-8"), made), encoding="utf-8")
    for kind in MODELS:
        (builtin_folder() / "schema" / f"{kind}.json").write_text(schema_text(kind), encoding="utf-8")


if __name__ == "__main__":
    main()
