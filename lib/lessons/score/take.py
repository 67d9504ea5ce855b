"""What can be taken along: every row with its loss, and a report."""

from __future__ import annotations

from collections.abc import Sequence

from lib.lessons.score.study import Study
from lib.words import report


def rows(study: Study) -> bytes:
    """Every row with what came, what that was given, and its loss, as CSV."""
    of, reading = study.forecasts, study.reading
    q = of.q[range(study.rows), of.labels]
    header = ["row", "came", "q of what came", "loss in nats", "weight"]
    columns = [
        range(1, study.rows + 1),
        (reading.classes[label] for label in of.labels),
        (f"{each:.10g}" for each in q),
        (f"{each:.10g}" for each in of.losses),
        (f"{each:.10g}" for each in of.weights * study.rows),
    ]
    if reading.rival is not None:
        header.append("loss of the second model")
        columns.append(f"{each:.10g}" for each in reading.rival.losses)
    if reading.groups is not None:
        header.append(study.roles.group)
        columns.append(reading.names[group] for group in reading.groups)
    return report.table(header, zip(*columns, strict=True)).encode("utf-8-sig")


def summed_up(parts: Sequence[str]) -> bytes:
    """The words and tables of the page as one HTML file."""
    return report.page("How good are these predictions?", parts).encode()
