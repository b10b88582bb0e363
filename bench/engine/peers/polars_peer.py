"""Polars as a peer: entries in Parquet to a LibSVM file in one lazy query on the streaming engine. See task.py for what is asked.

Formulations that were tried (docs/benchmarks.md has the figures); `--variant` chooses, the default is the fastest for the task:
  explode  a row for each window that an entry lies in, then plain aggregates by hash; lines by a sort at the end
  sorted   as explode, but the rows are sorted by value within a group first, so that MODE and MEDIAN are cheap and nothing is sorted at the end
  filter   one group a feature, value.filter(back <= w) for each aggregate
"""

import os
import sys

# Read when polars is imported.
os.environ["POLARS_MAX_THREADS"] = sys.argv[sys.argv.index("--threads") + 1] if "--threads" in sys.argv else "2"

import polars as pl  # noqa: E402

from task import WINDOWS, Task, run  # noqa: E402

ID, VALUE, BACK, PLACE = pl.col("id"), pl.col("value"), pl.col("back"), pl.col("place")


def aggregates(task: Task, variant: str, value: pl.Expr = VALUE, back: pl.Expr = BACK) -> dict[str, pl.Expr]:
    ascending = variant == "sorted"  # within a group: by value, of equal values the newest last
    known = {
        "COUNT": value.count(),
        "SUM": value.sum(),
        "MAX": value.last() if ascending else value.max(),
        "MIN": value.first() if ascending else value.min(),
        "MAXPARTITION": value.min_by(back),
        "MEAN": value.mean(),
        "MEDIAN": value.median(),
        "STD": value.std(ddof=0),
        "MODE": value.mode(maintain_order=True).first() if ascending else value.mode().min(),
        "ARGMAX": back.last() if ascending else back.filter(value == value.max()).min(),
        "RECENCY": back.min(),
    }
    return {f: known[f] for f in task.functions if f != "RANGE"}


def exploded(task: Task, entries: pl.LazyFrame) -> pl.LazyFrame:
    k = len(task.functions)
    return pl.concat(
        entries.filter(BACK <= days).select(ID, (pl.col("feature") * (len(WINDOWS) * k) + w * k).alias("place"), BACK, VALUE)
        for w, days in enumerate(WINDOWS)
    )


def results(task: Task, entries: pl.LazyFrame, variant: str) -> pl.LazyFrame:
    if variant == "filter":
        named: dict[str, pl.Expr] = {}
        for w, days in enumerate(WINDOWS):
            inside = BACK <= days
            for f, expression in aggregates(task, variant, VALUE.filter(inside), BACK.filter(inside)).items():
                named[f"{f}_{w}"] = expression
        return entries.filter(BACK <= WINDOWS[-1]).group_by("id", "feature").agg(**named)
    rows = exploded(task, entries)
    if variant == "sorted":
        rows = rows.sort("id", "place", "value", "back", descending=[False, False, False, True])
    return rows.group_by("id", "place", maintain_order=variant == "sorted").agg(**aggregates(task, variant))


def pairs(task: Task, place: pl.Expr, suffix: str = "") -> pl.Expr:
    parts: list[pl.Expr] = []
    for k, f in enumerate(task.functions):
        value = pl.col(f"MAX{suffix}") - pl.col(f"MIN{suffix}") if f == "RANGE" else pl.col(f"{f}{suffix}")
        parts += [pl.lit(" "), (place + (k + 1)).cast(pl.String), pl.lit(":"), value.cast(pl.String)]
    return pl.concat_str(parts)


def texts(task: Task, entries: pl.LazyFrame, variant: str) -> pl.LazyFrame:
    frame = results(task, entries, variant)
    if variant != "filter":
        return frame.select(ID, PLACE, pairs(task, PLACE).alias("t"))
    k = len(task.functions)
    windows = [
        pl.when(pl.col(f"COUNT_{w}") > 0)
        .then(pairs(task, pl.col("feature") * (len(WINDOWS) * k) + w * k, f"_{w}"))
        .otherwise(pl.lit(""))
        for w in range(len(WINDOWS))
    ]
    return frame.select(ID, pl.col("feature").alias("place"), pl.concat_str(windows).alias("t"))


def chosen(task: Task, text: bool) -> str:
    """The order pays where lines or order statistics are wanted; plain aggregates alone are faster by hash."""
    return task.variant or ("sorted" if text or "MODE" in task.functions else "explode")


def whole(task: Task) -> None:
    variant = chosen(task, text=True)
    frame = texts(task, pl.scan_parquet(task.input), variant)
    if variant != "sorted":
        frame = frame.sort("id", "place")
    lines = frame.group_by("id", maintain_order=True).agg(pl.col("t").str.join("")).select(pl.lit("0") + pl.col("t"))
    lines.sink_csv(task.out, include_header=False, quote_style="never", engine="streaming")


def compute(task: Task):
    """Entries in a frame in memory to a frame of results in memory."""
    entries = pl.scan_parquet(task.input).collect()
    return lambda: results(task, entries.lazy(), chosen(task, text=False)).collect(engine="streaming")


run(pl.__version__, whole, compute)
