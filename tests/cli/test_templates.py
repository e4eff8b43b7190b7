"""`posture templates` and `export --template`: to start from, never over what is there, and nothing from outside."""

import base64
import os
import re
import struct
import zlib
from pathlib import Path

import pytest

from posture.report.template_docs import context_text, with_context
from tests.cli.shell import AS_OF, Result, Shell, tree

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "templates.md"


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0\0" * 2)) + chunk(b"IEND", b"")
    )


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with one template."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "report.md.jinja").write_text("# {{ heading.clinic }}\n", encoding="utf-8")
    return folder


def exported(golden: Shell, file: Path, own: Path, *words: str) -> Result:
    out = str(own.parent / "out")
    return golden("export", str(file), "--template", str(own), "--as-of", AS_OF, "-o", out, *words)


def page(golden: Shell, file: Path, own: Path) -> str:
    return exported(golden, file, own, "--format", "html").path.read_text(encoding="utf-8")


def refused(golden: Shell, file: Path, own: Path, code: int = 1) -> str:
    result = exported(golden, file, own)
    assert (result.code, result.out) == (code, "")
    assert not (own.parent / "out").exists()
    return result.err


def test_what_is_written_makes_the_same_report(golden: Shell, file: Path, tmp_path: Path) -> None:
    written = [Path(line) for line in golden("templates", "-o", str(tmp_path / "own")).lines]
    assert {path.name for path in written} == set(tree(tmp_path / "own"))
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in written)
    formats = ("--format", "markdown", "--format", "html", "--format", "handout")
    assert exported(golden, file, tmp_path / "own", *formats).code == 0
    assert golden("export", str(file), "--as-of", AS_OF, "-o", str(tmp_path / "plain"), *formats).code == 0
    assert tree(tmp_path / "out") == tree(tmp_path / "plain")
    assert len(tree(tmp_path / "out")) == 4


def test_templates_are_never_written_over_anything(golden: Shell, own: Path) -> None:
    before = tree(own)
    result = golden("templates", "-o", str(own))
    assert (result.code, result.out) == (3, "")
    assert "report.md.jinja" in result.err
    assert tree(own) == before


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_templates_are_not_written_through_a_link(golden: Shell, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "brand.toml").symlink_to(tmp_path / "elsewhere.toml")
    assert golden("templates", "-o", str(tmp_path / "own")).code == 3
    assert not (tmp_path / "elsewhere.toml").exists()


def test_a_template_makes_the_report(golden: Shell, file: Path, own: Path) -> None:
    assert exported(golden, file, own).path.read_text(encoding="utf-8") == "# Golden Clinic\n"
    assert "<h1>Golden Clinic</h1>" in page(golden, file, own)


def test_a_redacted_report_stays_redacted(golden: Shell, file: Path, own: Path) -> None:
    assert exported(golden, file, own, "--redact").path.read_text(encoding="utf-8") == "# Clinic 1\n"


def test_a_broken_template_is_named_with_its_line_and_nothing_is_written(golden: Shell, file: Path, own: Path) -> None:
    (own / "report.md.jinja").write_text("a\n{{ clinic }}\n", encoding="utf-8")
    assert f"{own / 'report.md.jinja'}:2: 'clinic' is undefined" in refused(golden, file, own)


def test_a_format_without_templates_is_wrong_use_unless_another_has_them(golden: Shell, file: Path, own: Path) -> None:
    assert exported(golden, file, own, "--format", "csv").code == 2
    assert exported(golden, file, own, "--format", "csv", "--format", "markdown").code == 0


def test_no_folder_and_an_empty_one_are_wrong_use(golden: Shell, file: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name in ("gone", "empty"):
        assert "posture templates -o DIR" in refused(golden, file, tmp_path / name, 2)


# --- nothing from outside ----------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("name", ["report.md.jinja", "more.md.jinja", "brand.toml", "logo.png"])
def test_a_link_is_refused(golden: Shell, file: Path, own: Path, name: str) -> None:
    secret = own.parent / "secret"
    secret.write_bytes(png() if name == "logo.png" else b"kanarie = 1\n")
    (own / name).unlink(missing_ok=True)
    (own / name).symlink_to(secret)
    if name == "logo.png":
        (own / "brand.toml").write_text('logo = "logo.png"', encoding="utf-8")
    said = refused(golden, file, own)
    assert f"{own / name}: is a link" in said
    assert "kanarie" not in said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO here")
def test_a_fifo_is_refused_without_waiting(golden: Shell, file: Path, own: Path) -> None:
    os.mkfifo(own / "more.md.jinja")
    assert "is not a regular file" in refused(golden, file, own)


def test_what_is_too_large_too_much_or_no_text_is_refused(golden: Shell, file: Path, own: Path) -> None:
    (own / "more.md.jinja").write_bytes(b"a" * (256 * 1024 + 1))
    assert "is larger than 256 KiB" in refused(golden, file, own)
    (own / "more.md.jinja").write_bytes(b"a\nb\xff")
    assert "more.md.jinja:2: has a byte that is not UTF-8" in refused(golden, file, own)
    for number in range(64):
        (own / f"{number}.md.jinja").touch()
    assert "more than 64 templates" in refused(golden, file, own)


# --- name, colour, logo ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["\x1b[31m", "\u202e", "\0", "\u200b", "\r"])
def test_a_template_that_commands_a_terminal_or_hides_words_is_refused(
    golden: Shell, file: Path, own: Path, mark: str
) -> None:
    (own / "report.md.jinja").write_bytes(f"# One\n\n{{# {mark} #}}\n".encode())
    assert "report.md.jinja:3: has a control character" in refused(golden, file, own)


def test_the_brand_is_on_the_page_and_nothing_else_is_loaded(golden: Shell, file: Path, own: Path) -> None:
    (own / "logo.png").write_bytes(png())
    (own / "brand.toml").write_text('name = "A <b> & Sons"\naccent = "#0A3D8F"\nlogo = "logo.png"\n', encoding="utf-8")
    (own / "report.md.jinja").unlink()
    source = page(golden, file, own)
    (picture,) = re.findall("<img[^>]*>", source)
    assert f'src="data:image/png;base64,{base64.b64encode(png()).decode()}"' in picture
    assert 'alt="A &lt;b&gt; &amp; Sons"' in picture
    assert "<li>Prepared by: A &lt;b&gt; &amp; Sons</li>" in source
    assert ":root { --accent: #0a3d8f; }" in source
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', source)
    assert policy is not None
    assert policy[1].endswith("; img-src data:")
    assert "img-src" not in golden("export", str(file), "--format", "html").path.read_text(encoding="utf-8")
    report = exported(golden, file, own).path.read_text(encoding="utf-8")
    assert r"- Prepared by: A \<b> & Sons" in report
    assert "base64" not in report


@pytest.mark.parametrize(
    ("brand", "says"),
    [
        ('accent = "#ffee00"', "brand.toml:1"),  # yellow on white: nobody can read it
        ('accent = "red"', "brand.toml:1"),
        ('accent = "#000000; } body { display: none"', "brand.toml:1"),
        ('\nlogo = "../secret.png"', "brand.toml:2"),
        ('logo = "/etc/secret.png"', "brand.toml:1"),
        ('logo = "logo.svg"', "brand.toml:1"),
        ('logo = "https://x.example/logo.png"', "brand.toml:1"),
        (f'name = "{"x" * 81}"', "brand.toml:1"),
        ('nam = "x"', "brand.toml:1"),
        ("name = ", "brand.toml:1"),
        ('logo = "gone.png"', "gone.png"),
    ],
)
def test_a_brand_that_can_t_be_shown_is_named_with_its_line(
    golden: Shell, file: Path, own: Path, brand: str, says: str
) -> None:
    (own / "brand.toml").write_text(brand, encoding="utf-8")
    assert says in refused(golden, file, own, 3 if "gone" in says else 1)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a PNG"),
        (b"", "not a PNG"),
        (png()[:20], "not a PNG"),
        (png() + b"\0" * 200 * 1024, "larger than 200 KiB"),
        (png(2001, 1), "wider or higher"),
        (png(0, 1), "wider or higher"),
    ],
)
def test_a_logo_that_is_no_small_png_is_refused(golden: Shell, file: Path, own: Path, data: bytes, says: str) -> None:
    (own / "logo.png").write_bytes(data)
    (own / "brand.toml").write_text('logo = "logo.png"', encoding="utf-8")
    assert says in refused(golden, file, own)


# --- what is documented ------------------------------------------------------------------------------------------


@pytest.mark.skipif(not PAGE.is_file(), reason="the pages stand in the repository")
def test_the_page_says_what_the_types_say() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert with_context(text) == text, "run `make tables`"
    assert "| `clinic` | text |" in context_text()


@pytest.mark.skipif(not PAGE.is_file(), reason="the pages stand in the repository")
def test_the_page_names_every_template(golden: Shell, tmp_path: Path) -> None:
    named = set(re.findall(r"`([a-z-]+\.md\.jinja|brand\.toml)`", PAGE.read_text(encoding="utf-8")))
    golden("templates", "-o", str(tmp_path / "own"))
    assert set(tree(tmp_path / "own")) <= named
