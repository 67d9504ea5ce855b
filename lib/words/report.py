"""Words of a page as files to take along: one HTML file without scripts, and tables as CSV."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet would compute
_STYLE = """body{font:1rem/1.5 Georgia,serif;max-width:56rem;margin:2rem auto;padding:0 1rem;
color:#1d2129;background:#fdfcf9}table{border-collapse:collapse;margin:1rem 0;width:100%}
th,td{border-bottom:1px solid #c9c3b4;padding:.3rem .6rem;text-align:left;vertical-align:top}
code{font:.9em ui-monospace,Consolas,monospace}"""


def page(title: str, parts: Iterable[str]) -> str:
    """Sections in the Markdown of the lessons' words as one HTML file.

    Headings, paragraphs, tables, bold, italics, code and escaped signs are understood; links become
    their text, everything else is text.

    Examples
    --------
    >>> page("A", ["**b** <i>"]).partition("</h1>")[2]
    '<p><strong>b</strong> &lt;i&gt;</p></body></html>'
    """
    body = "".join(_block(block) for part in parts for block in part.split("\n\n") if block.strip())
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}'
        f"</title><style>{_STYLE}</style></head><body><h1>{html.escape(title)}</h1>{body}"
        "</body></html>"
    )


def _block(block: str) -> str:
    lines = block.strip().split("\n")
    if lines[0].startswith("### "):
        return f"<h2>{_inline(lines[0][4:])}</h2>" + (
            _block("\n".join(lines[1:])) if lines[1:] else ""
        )
    if lines[0].startswith("|"):
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
        head, _, *rest = rows
        cells = "".join(f"<th>{_inline(cell)}</th>" for cell in head)
        body = "".join(
            f"<tr>{''.join(f'<td>{_inline(cell)}</td>' for cell in row)}</tr>" for row in rest
        )
        return f"<table><tr>{cells}</tr>{body}</table>"
    return f"<p>{_inline(' '.join(lines))}</p>"


def _inline(text: str) -> str:
    """Marks inside a line; what stands in code is only text."""
    pieces = re.split(r"`([^`]*)`", text)
    for i, piece in enumerate(pieces):
        piece = html.escape(piece, quote=True)
        if i % 2:
            pieces[i] = f"<code>{piece}</code>"
            continue
        piece = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", piece)
        piece = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", piece)
        pieces[i] = re.sub(r"\*(.+?)\*", r"<em>\1</em>", piece)
    return "".join(pieces)


def harmless(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers.

    Examples
    --------
    >>> harmless("=1+1"), harmless("-0.5"), harmless("-x")
    ("'=1+1", '-0.5', "'-x")
    """
    text = str(cell)
    if not text.startswith(FORMULA):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV, every cell harmless."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(map(harmless, header))
    writer.writerows(map(harmless, row) for row in rows)
    return file.getvalue()
