"""DuckDB as a peer: entries in Parquet to a LibSVM file in one statement. See task.py for what is asked and how it is called.

Three formulations were tried (docs/benchmarks.md has the figures); `--variant` chooses, the default is the fastest:
  explode  a row for each window that an entry lies in, then plain aggregates; text by concat, lines by a sorted list
  filter   one group a feature, FILTER (WHERE back <= w) on each aggregate
  ordered  as explode, with string_agg(text ORDER BY column), which sorts a group inside the aggregate
"""

import duckdb

from task import WINDOWS, Task, run

AGGREGATES = {
    "COUNT": "count(value)",
    "SUM": "sum(value)",
    "MAX": "max(value)",
    "MIN": "min(value)",
    "MAXPARTITION": "arg_min(value, back)",
    "MEAN": "avg(value)",
    "MEDIAN": "median(value)",
    "STD": "stddev_pop(value)",
    # mode() takes the first of equally frequent values in the order it sees them: the smallest when it sees them ascending.
    "MODE": "mode(value ORDER BY value)",
    # arg_max() keeps the first of equal values it sees; the entries of an id lie in one row group, the newest day first. Verified by the bench.
    "ARGMAX": "arg_max(back, value)",
    "RECENCY": "min(back)",
}


def exploded(task: Task, source: str) -> str:
    """Columns id, place (of the first function), and an aggregate a function."""
    k = len(task.functions)
    windows = ", ".join(f"({w}, {days})" for w, days in enumerate(WINDOWS))
    aggregates = ", ".join(f"{AGGREGATES[f]} AS {f}" for f in task.functions if f != "RANGE")
    return f"""SELECT id, place, {aggregates}
      FROM (SELECT id, feature * {len(WINDOWS) * k} + w * {k} AS place, back, value
            FROM {source} JOIN (VALUES {windows}) AS v (w, days) ON back <= days)
      GROUP BY id, place"""


def filtered(task: Task, source: str) -> str:
    """Columns id, feature, and an aggregate a window and function."""
    aggregates = ", ".join(
        f"{AGGREGATES[f]} FILTER (WHERE back <= {days}) AS {f}_{w}"
        for w, days in enumerate(WINDOWS)
        for f in task.functions
        if f != "RANGE"
    )
    return f"SELECT id, feature, {aggregates} FROM {source} WHERE back <= {WINDOWS[-1]} GROUP BY id, feature"


def pairs(task: Task, place: str, suffix: str = "") -> list[str]:
    """The arguments of concat that give ` column:value column:value`."""
    out: list[str] = []
    for k, f in enumerate(task.functions):
        value = f"MAX{suffix} - MIN{suffix}" if f == "RANGE" else f"{f}{suffix}"
        out += ["' '", f"{place} + {k + 1}", "':'", f"({value})"]
    return out


def text(task: Task, source: str, variant: str) -> str:
    k = len(task.functions)
    if variant == "filter":
        parts = ", ".join(
            f"CASE WHEN COUNT_{w} > 0 THEN concat({', '.join(pairs(task, f'feature * {len(WINDOWS) * k} + {w * k}', f'_{w}'))}) END"
            for w in range(len(WINDOWS))
        )
        return f"SELECT id, feature AS place, concat({parts}) AS t FROM ({filtered(task, source)})"
    return f"SELECT id, place, concat({', '.join(pairs(task, 'place'))}) AS t FROM ({exploded(task, source)})"


def lines(task: Task, source: str, variant: str) -> str:
    if variant == "ordered":
        line = "string_agg(t, '' ORDER BY place)"
    else:
        line = "list_aggregate(list_transform(list_sort(list((place, t))), lambda x: x[2]), 'string_agg', '')"
    return f"SELECT '0' || {line} FROM ({text(task, source, variant)}) GROUP BY id ORDER BY id"


def whole(task: Task) -> None:
    connection = duckdb.connect()
    connection.execute(f"SET threads = {task.threads}")
    query = lines(task, f"'{task.input}'", task.variant or "explode")
    connection.execute(
        f"COPY ({query}) TO '{task.out}' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01')"
    )


def compute(task: Task):
    """Entries in a table in memory to one table of results in memory."""
    connection = duckdb.connect()
    connection.execute(f"SET threads = {task.threads}")
    connection.execute(f"CREATE TABLE entries AS SELECT * FROM '{task.input}'")
    query = filtered(task, "entries") if task.variant == "filter" else exploded(task, "entries")
    return lambda: connection.execute(f"CREATE TABLE results AS {query}")


run(duckdb.__version__, whole, compute)
