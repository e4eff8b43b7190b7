"""Writes what is generated among the checklists: the tables of their README and the schemas. `make tables`."""

from posture.content.library import BUILTIN, assemble, require
from posture.content.place import builtin_folder
from posture.content.schema import MODELS, schema_text
from posture.content.tables import tables, with_tables

README = builtin_folder() / "README.md"


def main() -> None:
    """Write the tables and the schemas again."""
    made = tables(require(assemble([BUILTIN])))
    README.write_text(with_tables(README.read_text(encoding="utf-8"), made), encoding="utf-8")
    for kind in MODELS:
        (builtin_folder() / "schema" / f"{kind}.json").write_text(schema_text(kind), encoding="utf-8")


if __name__ == "__main__":
    main()
