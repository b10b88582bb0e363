"""Spark as a peer (local, one JVM): entries in Parquet to LibSVM files in one query. See task.py for what is asked.

Formulations that were tried (docs/benchmarks.md has the figures); `--variant` chooses, the default is the fastest:
  explode  a row for each window that an entry lies in, then plain aggregates; lines by a sorted list
  filter   one group a feature, FILTER (WHERE back <= w) on each aggregate
Both cut the entries into ranges of ids first: no other shuffle is needed, and sorting within the ranges puts the lines in order. A sort of the
finished lines (ORDER BY id) makes everything twice, once for its sample.
Spark writes a folder of parts; they are joined in order into the one file that is asked, which costs it next to nothing.
"""

import glob
import os
import shutil
import sys
import tempfile

import pyspark
from pyspark.sql import DataFrame, SparkSession

from task import WINDOWS, Task, run

AGGREGATES = {
    "COUNT": "count(value)",
    "SUM": "sum(value)",
    "MAX": "max(value)",
    "MIN": "min(value)",
    "MAXPARTITION": "min_by(value, back)",
    "MEAN": "avg(value)",
    "MEDIAN": "median(value)",
    "STD": "stddev_pop(value)",
    "MODE": "mode() WITHIN GROUP (ORDER BY value)",
    "ARGMAX": "-max(struct(value, -back)).col2",
    "RECENCY": "min(back)",
}

# Two threads gain nothing from Spark's 200.
PARTS = 8


def session(task: Task) -> SparkSession:
    return (
        SparkSession.builder.master(f"local[{task.threads}]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "6g")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", str(PARTS))
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )


def aggregates(task: Task, condition: str = "", suffix: str = "") -> str:
    parts = []
    for f in task.functions:
        if f == "RANGE":
            continue
        call = AGGREGATES[f]
        if condition:
            call = f"-(max(struct(value, -back)) {condition}).col2" if f == "ARGMAX" else f"{call} {condition}"
        parts.append(f"{call} AS {f}{suffix}")
    return ", ".join(parts)


def results(task: Task, table: str, variant: str) -> str:
    k = len(task.functions)
    if variant == "filter":
        windows = ", ".join(
            aggregates(task, f"FILTER (WHERE back <= {days})", f"_{w}") for w, days in enumerate(WINDOWS)
        )
        return f"SELECT id, feature, {windows} FROM {table} WHERE back <= {WINDOWS[-1]} GROUP BY id, feature"
    windows = ", ".join(f"({w}, {days})" for w, days in enumerate(WINDOWS))
    return f"""SELECT id, place, {aggregates(task)}
      FROM (SELECT id, feature * {len(WINDOWS) * k} + w * {k} AS place, back, value
            FROM {table} JOIN (VALUES {windows}) AS v (w, days) ON back <= days)
      GROUP BY id, place"""


def pairs(task: Task, place: str, suffix: str = "") -> str:
    parts = []
    for k, f in enumerate(task.functions):
        value = f"MAX{suffix} - MIN{suffix}" if f == "RANGE" else f"{f}{suffix}"
        parts += ["' '", f"{place} + {k + 1}", "':'", value]
    return f"concat({', '.join(parts)})"


def texts(task: Task, table: str, variant: str) -> str:
    k = len(task.functions)
    if variant != "filter":
        return f"SELECT id, place, {pairs(task, 'place')} AS t FROM ({results(task, table, variant)})"
    windows = ", ".join(
        f"if(COUNT_{w} > 0, {pairs(task, f'feature * {len(WINDOWS) * k} + {w * k}', f'_{w}')}, '')"
        for w in range(len(WINDOWS))
    )
    return f"SELECT id, feature AS place, concat({windows}) AS t FROM ({results(task, table, variant)})"


def lines(task: Task, table: str, variant: str) -> str:
    line = "concat('0', array_join(transform(array_sort(collect_list(struct(place, t))), x -> x.t), ''))"
    return f"SELECT line FROM (SELECT id, {line} AS line FROM ({texts(task, table, variant)}) GROUP BY id) SORT BY id"


def stop(spark: SparkSession) -> None:
    """Ends the JVM and waits for it, so that its time and memory are counted as this process's."""
    gateway = spark.sparkContext._gateway
    spark.stop()
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait()


def whole(task: Task) -> None:
    spark = session(task)
    spark.read.parquet(task.input).repartitionByRange(PARTS, "id").createOrReplaceTempView("entries")
    folder = tempfile.mkdtemp(dir=os.path.dirname(os.path.abspath(task.out)))
    try:
        lines_frame: DataFrame = spark.sql(lines(task, "entries", task.variant or "explode"))
        lines_frame.write.mode("overwrite").option("compression", "none").text(folder)
        with open(task.out, "wb") as out:
            for part in sorted(glob.glob(os.path.join(folder, "part-*"))):
                with open(part, "rb") as text:
                    shutil.copyfileobj(text, out, 1 << 20)
    finally:
        shutil.rmtree(folder)
        stop(spark)


def compute(task: Task):
    """Entries cached in memory to results that Spark makes and throws away (its noop sink)."""
    spark = session(task)
    entries = spark.read.parquet(task.input).repartitionByRange(PARTS, "id").cache()
    entries.count()
    entries.createOrReplaceTempView("entries")
    frame = spark.sql(results(task, "entries", task.variant or "explode"))

    def work() -> None:
        frame.write.format("noop").mode("overwrite").save()

    return work


# Spark takes the Python that runs this, whatever else is on the path.
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
run(pyspark.__version__, whole, compute)
