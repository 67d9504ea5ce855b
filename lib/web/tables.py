"""Reads a student's table: pasted or uploaded, text or Parquet, in whatever dialect it comes.

Numbers become arrays of floats with NaN where a cell is empty, everything else arrays of texts with
None there. What is wrong is said with its row, counted below the header from 1, and its column.
"""

from __future__ import annotations

import csv
import io
import re
import threading
import warnings
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from lib.web import arrow

MOST_ROWS, MOST_COLUMNS = 1_500_000, 200
MOST_UNPACKED = 400  # MB of a Parquet or Arrow file once it is unpacked
KINDS = ("csv", "tsv", "txt", "parquet", "arrow", "feather")
MISSING = ["", "NA", "N/A", "n/a", "nan", "NaN", "NAN", "null", "NULL", "None"]
_BROKEN = (pa.ArrowException, OSError, UnicodeDecodeError)  # what a file meets that is not whole
_DELIMITERS = {"\t": "tabs", ";": "semicolons", ",": "commas", "|": "bars"}
_NOTHING = "There is nothing in it. A header and at least one row are expected."
_MOMENT = 0.1  # seconds between two looks at how far it is
_CUT = 0.6  # share of the time after which a text is cut into cells
_LOOKED_AT = 50  # lines that tell the delimiter
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?|[+-]?\d+,?")
_STRANGERS = (  # how other kinds of file begin
    (b"PK\x03\x04", "a zip archive, as Excel's files are. Save the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file. Save the sheet as CSV"),
    (b"\x1f\x8b", "packed with gzip. Unpack it first"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"SQLite", "a database"),
    (b"\x93NUMPY", "a NumPy file. Save it as CSV"),
    (b"{", "JSON. Save it as CSV"),
    (b"[", "JSON. Save it as CSV"),
)


# What a session keeps of a table besides its columns once it is scored: three times the columns,
# and so many bytes a row and a cell of text; measured with a million rows.
_SCORED, _A_ROW, _A_TEXT = 3, 100, 60


class _StoppedError(Exception):
    """Nobody waits for the table any more."""


def _unheard(_: float) -> None:
    """Nobody hears how far it is."""


@dataclass(frozen=True, eq=False)  # what is counted as long as somebody keeps it
class Table:
    """A table as it was read.

    Attributes
    ----------
    columns : dict of str to ndarray of shape (n,)
        Floats, or texts as objects, by the names of the columns.
    notes : list of str
        What was assumed on the way, as sentences.
    """

    columns: dict[str, np.ndarray]
    notes: list[str]

    @property
    def size(self) -> int:
        """About how many bytes a session keeps of it, once it is scored."""
        found = 0
        for column in self.columns.values():
            found += _SCORED * column.nbytes
            found += column.size * _A_TEXT if column.dtype == object else 0
        return found + _A_ROW * max((each.size for each in self.columns.values()), default=0)


def reading(data: bytes, name: str = "") -> Generator[float, None, Table]:
    """Read a table, and say every moment which share is read; who asks no more has stopped it.

    Parameters, result and errors as for `read`. A thread of its own reads, since the parser comes
    back only when it is done; it computes without holding others up.
    """
    share, stopped = 0.0, threading.Event()

    def tell(now: float) -> None:
        nonlocal share
        share = now
        if stopped.is_set():
            raise _StoppedError

    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(read, data, name, tell)
        try:
            while not wait([work], _MOMENT).done:
                yield share
        finally:
            stopped.set()
        return work.result()


def read(data: bytes, name: str = "", tell: Callable[[float], None] = _unheard) -> Table:
    r"""Read a table.

    Parameters
    ----------
    data : bytes
        The file, or a pasted text in UTF-8.
    name : str
        Of the file.
    tell : callable
        Hears now and then which share is read, and may end it with an exception.

    Returns
    -------
    Table
        At least one row and two columns.

    Raises
    ------
    ValueError
        With a sentence: what was wrong, where, and what is expected.

    Examples
    --------
    >>> read(b"y;q\n1;0,5\n0;0,25").columns["q"]
    array([0.5 , 0.25])
    """
    if not data.strip():
        raise ValueError(_NOTHING)
    if data.startswith(b"PAR1"):
        return _parquet(data)
    if data.startswith(arrow.MAGIC):
        return _arrow(data)
    ending = name.lower().rpartition(".")[2]
    if ending in ("parquet", "arrow", "feather"):
        raise ValueError(f"The file is called .{ending}, but does not begin as one does.")
    for begins, what in _STRANGERS:
        if data.startswith(begins):
            raise ValueError(f"This looks like {what}. CSV, TSV, Parquet or Arrow is expected.")
    notes: list[str] = []
    return _text(_decoded(data, notes), notes, tell)


# ---- text ---------------------------------------------------------------------------------------


def _decoded(data: bytes, notes: list[str]) -> str:
    """The text of bytes, whose encoding a mark tells, or what else they can be."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        notes.append("The file is not UTF-8; it was read as Windows-1252.")
    if "\0" in text[:10_000]:
        raise ValueError("This is no text. CSV, TSV, Parquet or Arrow is expected.")
    return text


def _dialect(lines: list[str]) -> str:
    """The delimiter that cuts the first lines into the same number of cells, two or more."""
    found = {}
    for delimiter in _DELIMITERS:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        if widths and widths[0] > 1:
            found[delimiter] = sum(width == widths[0] for width in widths) / len(widths)
    if not found:
        raise ValueError(
            "Only one column was found. Columns are separated by commas, semicolons or tabs, and "
            f"a table has at least two: what came and a probability. It begins “{_cut(lines[0])}”."
        )
    return max(found, key=found.get)  # of equals the first: a decimal comma is no delimiter


class _Heard(io.StringIO):
    """A text that tells how far it is read."""

    def __init__(self, text: str, tell: Callable[[float], None]) -> None:
        super().__init__(text)
        self._told, self._size = tell, len(text)

    def read(self, size: int | None = -1) -> str:
        """The next characters."""
        self._told(_CUT * self.tell() / self._size)
        return super().read(size)


def _text(text: str, notes: list[str], tell: Callable[[float], None]) -> Table:
    text = text.lstrip("\r\n")
    lines = [line for line in islice(io.StringIO(text, newline=None), _LOOKED_AT) if line.strip()]
    if not lines:
        raise ValueError(_NOTHING)
    delimiter = _dialect([line[:100_000] for line in lines])
    names = _names(next(csv.reader(lines, delimiter=delimiter)), notes)
    headed = not names[0].startswith("\0")
    names = [each.removeprefix("\0") for each in names]
    beyond = "\0beyond"  # a row that is too long by one; pandas itself refuses longer ones
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            frame = pd.read_csv(
                _Heard(text, tell),
                sep=delimiter,
                header=None,
                names=[*names, beyond],
                skiprows=int(headed),
                low_memory=False,  # a column has one type, whatever its parts look like
                keep_default_na=False,
                na_values=MISSING,
                skipinitialspace=True,
                nrows=MOST_ROWS + 1,
            )
    except (pd.errors.ParserError, pd.errors.ParserWarning, pd.errors.EmptyDataError) as error:
        raise ValueError(_unreadable(str(error), len(names), headed)) from None
    if not len(frame):
        raise ValueError("There is a header and no row below it.")
    if len(frame) > MOST_ROWS:
        raise ValueError(f"There are more than {MOST_ROWS:,} rows. Take a part of them.")
    long = frame[beyond].notna().to_numpy()
    if long.any():
        at = int(long.argmax())
        raise ValueError(
            f"Row {at + 1:,} has more cells than the header has names, {len(names)}. Are decimal "
            "commas in a table that commas separate?"
        )
    columns, commas, percents = {}, [], []
    for i, each in enumerate(names):
        tell(_CUT + (1 - _CUT) * i / len(names))
        columns[each] = _column(frame[each], each, commas, percents)
        del frame[each]
    if commas:
        notes.append(f"Decimal commas were read in {', '.join(commas)}.")
    if percents:
        notes.append(f"Per cent were read in {', '.join(percents)}, as shares of 1.")
    return Table(columns, notes)


def _names(header: list[str], notes: list[str]) -> list[str]:
    """Names of the columns, each once; with a NUL before the first where there is no header."""
    if len(header) > MOST_COLUMNS:
        raise ValueError(f"There are {len(header):,} columns; at most {MOST_COLUMNS} are taken.")
    header = [each.strip() for each in header]
    if all(_is_number(each) for each in header):
        notes.append("The first row has only numbers, so there is no header; columns are numbered.")
        return ["\0column 1", *(f"column {i}" for i in range(2, len(header) + 1))]
    names: list[str] = []
    for i, each in enumerate(header, 1):
        name = each.replace("\0", "")[:100] or f"column {i}"
        if not each:
            notes.append(f"Column {i} has no name.")
        number = 2
        while name in names:
            name = f"{each[:90]} ({number})"
            number += 1
        if number > 2:
            notes.append(f"Two columns are called “{_cut(each)}”; one is “{_cut(name)}” now.")
        names.append(name)
    return names


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _unreadable(message: str, width: int, headed: bool) -> str:
    """What the parser of a text did not like, with the row."""
    if found := re.search(r"Expected \d+ fields in line (\d+), saw (\d+)", message):
        row, cells = int(found[1]) - headed, int(found[2])
        return f"Row {row:,} has {cells} cells, the header {width} names. Is the delimiter another?"
    if found := re.search(r"EOF inside string starting at row (\d+)", message):
        return f"In row {int(found[1]) + 1 - headed:,} a quotation mark opens and is never closed."
    return "The text cannot be read as a table: its rows have different numbers of cells."


def _column(series: pd.Series, name: str, commas: list[str], percents: list[str]) -> np.ndarray:
    """A column as floats, where every cell that is not empty is a number, else as texts."""
    if pd.api.types.is_bool_dtype(series):
        return series.astype(str).to_numpy(dtype=object)
    if pd.api.types.is_numeric_dtype(series):
        return series.to_numpy(dtype=np.float64, na_value=np.nan)
    given = series.notna()
    series = series.astype(str).where(given, None)
    for plain, into in (
        (series, None),
        (_with_points(series), commas),
        (_without_percent(series), percents),
    ):
        if plain is None:
            continue
        numbers = pd.to_numeric(plain, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
        if not (np.isnan(numbers) & given.to_numpy()).any():
            if into is not None:
                into.append(f"“{_cut(name)}”")
            return numbers / 100 if into is percents else numbers
    return series.str.strip().astype(object).where(given, None).to_numpy()


def _with_points(series: pd.Series) -> pd.Series | None:
    """The column with decimal points, where all of it is numbers with decimal commas."""
    texts = series.dropna()
    if not len(texts) or not texts.str.fullmatch(_DECIMAL_COMMA).all():
        return None
    return series.str.replace(",", ".")


def _without_percent(series: pd.Series) -> pd.Series | None:
    texts = series.dropna()
    if not len(texts) or not texts.str.endswith("%").all():
        return None
    return series.str.rstrip("% ").str.replace(",", ".")


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:40] + "…"


# ---- Parquet and Arrow --------------------------------------------------------------------------


def _parquet(data: bytes) -> Table:
    """A Parquet file, unpacked only after it has said how large it will be."""
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        about = file.metadata
        size = sum(about.row_group(i).total_byte_size for i in range(about.num_row_groups))
        _fits(about.num_columns, about.num_rows, size)
        return _arrays(file.read(use_threads=False))
    except _BROKEN:
        raise ValueError(
            "This begins as a Parquet file but cannot be read as one. Is it whole?"
        ) from None


def _arrow(data: bytes) -> Table:
    """An Arrow (Feather) file, unpacked only after it has said how large it will be."""
    broken = "This begins as an Arrow file but cannot be read as one. Is it whole?"
    try:
        size = arrow.unpacked(data)
    except ValueError:
        raise ValueError(broken) from None
    try:
        file = pa.ipc.open_file(pa.BufferReader(data))
        _fits(len(file.schema), 1, size)
        table = file.read_all()
        _fits(table.num_columns, table.num_rows, 0)
        table.validate(full=True)  # a file may say that its texts lie anywhere
        return _arrays(table)
    except _BROKEN:
        raise ValueError(broken) from None


def _fits(columns: int, rows: int, size: int) -> None:
    """Refuse what is too large or nothing; `size` is in bytes."""
    if columns > MOST_COLUMNS:
        raise ValueError(f"There are {columns:,} columns; at most {MOST_COLUMNS} are taken.")
    if rows > MOST_ROWS:
        raise ValueError(f"There are {rows:,} rows; at most {MOST_ROWS:,} are taken.")
    if size > MOST_UNPACKED * 2**20:
        raise ValueError(
            f"Unpacked it would be {size // 2**20:,} MB; at most {MOST_UNPACKED} are taken."
        )
    if not rows:
        raise ValueError("There is no row in it.")


def _arrays(table: pa.Table) -> Table:
    """A table of Arrow as arrays; columns of nothing that is a number or a text are left out."""
    notes: list[str] = []
    names = [name.removeprefix("\0") for name in _names(table.column_names, notes)]
    columns = {}
    for name, column in zip(names, table.itercolumns(), strict=True):
        kind = column.type
        if pa.types.is_dictionary(kind):
            column, kind = column.cast(kind.value_type), kind.value_type
        if pa.types.is_nested(kind) or pa.types.is_binary(kind):
            notes.append(f"Column “{_cut(name)}” holds no numbers or texts and was left out.")
        elif pa.types.is_boolean(kind):
            columns[name] = np.array([None if v is None else str(v) for v in column.to_pylist()])
            columns[name] = columns[name].astype(object)
        elif pa.types.is_floating(kind) or pa.types.is_integer(kind):
            columns[name] = column.cast(pa.float64(), safe=False).to_numpy()
        else:
            columns[name] = np.array(column.cast(pa.string()).to_pylist(), dtype=object)
    if len(columns) < 2:
        raise ValueError("Fewer than two columns of numbers or texts were found; two are needed.")
    return Table(columns, notes)
