"""How large the tables of an Arrow file are once they are unpacked, told before they are.

An Arrow file is a row of messages; a packed buffer in their bodies begins with its unpacked length.
Where the buffers lie is in the messages' metadata, which are FlatBuffers: a table begins with the
distance back to the list of where its fields are.
"""

from __future__ import annotations

import struct

import pyarrow as pa

MAGIC = b"ARROW1"
_HEAD = 8  # bytes of the magic with its padding, before the messages
_DICTIONARY, _BATCH = 2, 3  # kinds of message that have buffers
_KIND, _HEADER = 1, 2  # fields of a message
_DATA = 1  # field of a dictionary
_BUFFERS, _PACKING = 2, 3  # fields of a batch


def unpacked(data: bytes) -> int:
    """Bytes that the packed buffers of an Arrow file say they unpack to.

    Raises
    ------
    ValueError
        If the file is broken.

    Examples
    --------
    >>> sink = pa.BufferOutputStream()
    >>> table = pa.table({"a": [1.0] * 1000})
    >>> with pa.ipc.new_file(sink, table.schema) as file:
    ...     file.write_table(table)
    >>> unpacked(sink.getvalue().to_pybytes())  # nothing in it is packed
    0
    """
    total = 0
    try:
        for message in pa.ipc.MessageReader.open_stream(pa.py_buffer(data).slice(_HEAD)):
            total += _of(memoryview(message.metadata), message.body)
    except (pa.ArrowException, OSError, struct.error, IndexError) as error:
        raise ValueError("the file is broken") from error
    return total


def _of(metadata: memoryview, body: pa.Buffer | None) -> int:
    """What the packed buffers of one message unpack to."""

    def number(form: str, at: int) -> int:
        return struct.unpack_from(f"<{form}", metadata, at)[0]

    def field(table: int, index: int) -> int:
        """Where a field of a table lies; 0 where the table has none."""
        listed = table - number("i", table)
        place = 4 + 2 * index
        at = number("H", listed + place) if place < number("H", listed) else 0
        return at and table + at

    def following(at: int) -> int:
        return at + number("I", at)

    message = following(0)
    kind = number("B", field(message, _KIND))
    if kind not in (_DICTIONARY, _BATCH) or body is None:
        return 0
    batch = following(field(message, _HEADER))
    if kind == _DICTIONARY:
        batch = following(field(batch, _DATA))
    if not field(batch, _PACKING):
        return 0
    buffers = following(field(batch, _BUFFERS))
    total = 0
    for i in range(number("I", buffers)):
        start, length = number("q", buffers + 4 + 16 * i), number("q", buffers + 12 + 16 * i)
        if length >= 8:
            total += max(struct.unpack("<q", body.slice(start, 8).to_pybytes())[0], 0)
    return total
