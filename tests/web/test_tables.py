"""Tables as students have them: dialects, encodings, and everything that goes wrong."""

import io
import math

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.web import arrow, tables
from lib.web.tables import read

WANTED = {"label": ["yes", "no", "yes"], "p": [0.5, 0.25, 1e-3]}


def same(table, wanted=WANTED):
    assert list(table.columns) == list(wanted)
    for name, values in wanted.items():
        assert table.columns[name].tolist() == values


@pytest.mark.parametrize(
    "text",
    [
        "label,p\nyes,0.5\nno,0.25\nyes,1e-3\n",
        "label;p\r\nyes;0,5\r\nno;0,25\r\nyes;0,001",
        "label\tp\nyes\t0.5\nno\t0.25\nyes\t1E-3",
        "label\tp\nyes\t0,5\nno\t0,25\nyes\t0,001",
        "label|p\nyes|.5\nno|.25\nyes|.001",
        '"label","p"\n"yes","0,5"\n"no","0,25"\n"yes","0,001"',
        "\n\nlabel, p\nyes, 50%\n\nno, 25%\nyes, 0.1 %\n\n",
        "label,p\ryes,0.5\rno,0.25\ryes,0.001",
    ],
)
def test_dialects_read_alike(text):
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        same(read(text.encode(encoding)))


def test_what_was_assumed_is_said():
    assert "Decimal commas were read in “p”." in read(b"y;p\n1;0,5").notes
    assert "no header" in read(b"1,0.5\n0,0.25").notes[0]
    assert read(b"1,0.5\n0,0.25").columns["column 1"].tolist() == [1, 0]
    assert "Windows-1252" in read("y,p\ncaf\xe9,1\nb,0".encode("cp1252")).notes[0]
    twice = read(b"p,p,,y\n1,0.5,2,3")
    assert list(twice.columns) == ["p", "p (2)", "column 3", "y"]
    assert [("called “p”" in note, "no name" in note) for note in twice.notes] == [
        (True, False),
        (False, True),
    ]
    assert "Per cent" in read(b"y,p\n1,5%").notes[0]
    assert read(b"y,p\n1,5%").columns["p"].tolist() == [0.05]


def test_an_empty_cell_is_missing_and_stays_in_its_row():
    found = read(b"y,p\na,\n,0.5\nNA,nan\nb,1").columns
    assert found["y"].tolist() == ["a", None, None, "b"]
    assert np.isnan(found["p"]).tolist() == [True, False, True, False]


def test_text_among_numbers_stays_as_it_is_for_the_row_to_be_named():
    assert read(b"y,p\n1,0.5\n0,abc").columns["p"].tolist() == ["0.5", "abc"]
    assert read(b"y,p\n1,inf\n0,1").columns["p"].tolist() == [math.inf, 1]
    assert read(b'y,p\n"=1+1",1\n"@x",0').columns["y"].tolist() == ["=1+1", "@x"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "There is nothing in it"),
        (b" \n\t\n", "There is nothing in it"),
        (b"hello", "Only one column was found.*“hello”"),
        (b"y,p\n", "a header and no row"),
        (b"y,p\n1,0.5\n0,0,25\n", "Row 2 has more cells than the header has names, 2"),
        (b"y,p\n1,0.5\n0,0,25,7,8\n", "Row 2 has 5 cells, the header 2 names"),
        (b'y,p\n1,"0.5\n0,1\n', "In row 1 a quotation mark opens"),
        (b"PK\x03\x04" + bytes(100), "zip archive, as Excel's"),
        (b"\x1f\x8b" + bytes(100), "packed with gzip"),
        (b'{"y": 1}', "looks like JSON"),
        (b"abc\x00\x01,\x02", "This is no text"),
        (b"PAR1" + bytes(100) + b"PAR1", "cannot be read as one"),
        (b"PAR1", "cannot be read as one"),
        (b"ARROW1", "cannot be read as one"),
        (b"ARROW1\0\0" + bytes(100), "cannot be read as one"),
        (b",".join([b"a"] * 201) + b"\n1", "201 columns; at most 200"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(data, why):
    with pytest.raises(ValueError, match=why) as refused:
        read(data)
    assert len(str(refused.value)) < 300


def test_a_file_that_only_is_called_parquet_is_refused():
    with pytest.raises(ValueError, match=r"called \.parquet, but"):
        read(b"y,p\n1,0.5", "x.parquet")


def test_too_many_rows_are_refused_before_they_are_all_read(monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    with pytest.raises(ValueError, match="more than 3 rows"):
        read(b"y,p\n" + b"1,0.5\n" * 4)
    with pytest.raises(ValueError, match="4 rows; at most 3"):
        read(parquet(y=[1] * 4, p=[0.5] * 4))
    assert len(read(b"y,p\n" + b"1,0.5\n" * 3).columns["p"]) == 3


def parquet(**columns):
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file)
    return file.getvalue()


def test_parquet_reads_as_text_does():
    same(read(parquet(**WANTED), "x.parquet"))
    frame = pd.DataFrame({"y": pd.Categorical(["a", "b", None]), "p": [1, None, 0.5]})
    frame["w"], frame["ok"] = np.array([1, 2, 3], dtype="int8"), [True, False, True]
    found = read(parquet(**{k: pa.Array.from_pandas(frame[k]) for k in frame})).columns
    assert found["y"].tolist() == ["a", "b", None]
    assert np.isnan(found["p"][1])
    assert found["w"].tolist() == [1, 2, 3]
    assert found["ok"].tolist() == ["True", "False", "True"], "as in a text"
    nested = read(parquet(y=[1], p=[0.5], more=[[1, 2]]))
    assert list(nested.columns) == ["y", "p"]
    assert "“more”" in nested.notes[0]


def test_a_file_that_would_unpack_to_too_much_is_refused_before_it_does(monkeypatch):
    rows = 1_400_000
    bomb = parquet(**{f"c{i}": np.zeros(rows) for i in range(3)})
    assert len(bomb) < 100_000
    monkeypatch.setattr(tables, "MOST_UNPACKED", 0)
    with pytest.raises(ValueError, match="Unpacked it would be"):
        read(bomb)


def feather(packing=None, batch=None, **columns):
    sink = pa.BufferOutputStream()
    table = pa.table(columns)
    options = pa.ipc.IpcWriteOptions(compression=packing)
    with pa.ipc.new_file(sink, table.schema, options=options) as file:
        file.write_table(table, batch)
    return sink.getvalue().to_pybytes()


@pytest.mark.parametrize("packing", [None, "lz4", "zstd"])
def test_arrow_reads_as_parquet_does(packing):
    same(read(feather(packing, **WANTED), "x.feather"))
    coded = pa.array(["a", "b", "a"] * 500).dictionary_encode()
    p = np.linspace(0, 1, 1500)
    found = read(feather(packing, 100, y=coded, p=p)).columns
    assert found["y"].tolist() == ["a", "b", "a"] * 500
    assert found["p"].tolist() == p.tolist()
    with pytest.raises(ValueError, match="cannot be read as one"):
        read(feather(packing, y=coded, p=p)[:-300])


@pytest.mark.parametrize("packing", ["lz4", "zstd"])
def test_an_arrow_file_says_what_it_unpacks_to_before_it_is_unpacked(packing, monkeypatch):
    rows = 1_000_000
    bomb = feather(packing, 10_000, y=np.zeros(rows), p=np.zeros(rows))
    assert len(bomb) < 400_000
    assert arrow.unpacked(bomb) == 16 * rows
    monkeypatch.setattr(tables, "MOST_UNPACKED", 15)
    before = pa.total_allocated_bytes()
    with pytest.raises(ValueError, match="Unpacked it would be 15 MB; at most 15"):
        read(bomb)
    assert pa.total_allocated_bytes() - before < 2**20
    broken = feather(packing, y=["a"], p=[0.5])
    for at in range(8, len(broken), 3):  # whatever is wrong with it
        harmed = broken[:at] + bytes([broken[at] ^ 0xFF]) + broken[at + 1 :]
        sentence = None
        try:
            read(harmed)
        except ValueError as error:
            sentence = error
        assert type(sentence) in (ValueError, type(None))


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_table_or_a_sentence(data):
    for begin in (b"", b"y,p\n", b"PAR1", b"ARROW1\0\0"):
        refused, found = None, {}
        try:
            found = read(begin + data).columns
        except ValueError as error:
            refused = error
        # No other kind of it, such as of an encoding, whose message is not a sentence of ours.
        assert type(refused) is (type(None) if found else ValueError), refused
        assert len(str(refused)) < 400
        assert len({len(column) for column in found.values()}) <= 1


# ---- how far it is ------------------------------------------------------------------------------


def drained(steps):
    shares = []
    try:
        while True:
            shares.append(next(steps))
    except StopIteration as end:
        return shares, end.value


def test_a_table_that_is_read_step_by_step_is_the_same(monkeypatch):
    monkeypatch.setattr(tables, "_MOMENT", 0)
    data = b"y,p,g\n" + b"1,0.5,north\n0,0.25,south\n" * 100_000
    shares, found = drained(tables.reading(data))
    assert shares == sorted(shares)
    assert shares[-1] < 1
    whole = tables.read(data)
    assert found.notes == whole.notes
    for name, column in whole.columns.items():
        assert found.columns[name].tolist() == column.tolist()


def test_how_far_it_is_is_told_from_the_first_cell_to_the_last_column():
    told = []
    tables.read(b"y,p\n" + b"1,0.5\n" * 200_000, tell=told.append)
    assert told == sorted(told)
    assert told[0] == 0
    assert len({round(each, 1) for each in told}) > 5
    assert max(told) < 1


def test_what_is_wrong_is_said_by_a_reading_step_by_step_too():
    with pytest.raises(ValueError, match="There is nothing in it"):
        drained(tables.reading(b"  "))


def test_a_reading_for_which_nobody_waits_ends(monkeypatch):
    ended = []

    def endless(data, name, tell):
        try:
            while True:
                tell(0.5)
        except tables._StoppedError:
            ended.append(True)
            raise

    monkeypatch.setattr(tables, "read", endless)
    steps = tables.reading(b"y,p")
    next(steps)
    steps.close()
    assert ended == [True]
