"""Bytes of one table in many forms: python sizes.py FOLDER, with rows.libsvm, rows.jsonl and names.json (column to name) in it. Prints JSON."""

import gzip
import io
import json
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

folder = sys.argv[1]
text = open(f"{folder}/rows.libsvm", "rb").read()
lines = open(f"{folder}/rows.jsonl", "rb").read()
names = json.load(open(f"{folder}/names.json"))

zstd = pa.Codec("zstd", compression_level=3)
sizes: dict[str, int] = {
    "JSON lines": len(lines),
    "JSON lines, gzip": len(gzip.compress(lines, 6)),
    "JSON lines, zstd": len(zstd.compress(lines)),
    "LibSVM": len(text),
    "LibSVM, gzip": len(gzip.compress(text, 6)),
    "LibSVM, zstd": len(zstd.compress(text)),
}

starts, columns, values = [0], [], []
for line in text.splitlines():
    for pair in line.split(b" ")[1:]:
        column, value = pair.split(b":")
        columns.append(int(column) - 1)
        values.append(float(value))
    starts.append(len(columns))


for name, dtype in (("f64", np.float64), ("f32", np.float32)):
    csr = {"indptr": np.array(starts, np.int64), "indices": np.array(columns, np.int32), "data": np.array(values, dtype)}
    plain, packed = io.BytesIO(), io.BytesIO()
    np.savez(plain, **csr)
    np.savez_compressed(packed, **csr)
    sizes[f"CSR npz, {name}"] = plain.tell()
    sizes[f"CSR npz, {name}, compressed"] = packed.tell()
    wide = np.full((len(starts) - 1, len(names)), np.nan, dtype)
    for row in range(len(starts) - 1):
        wide[row, columns[starts[row] : starts[row + 1]]] = values[starts[row] : starts[row + 1]]
    table = pa.table({n: pa.array(wide[:, i], from_pandas=True) for i, n in enumerate(names)})
    parquet = io.BytesIO()
    pq.write_table(table, parquet, compression="zstd")
    sizes[f"Parquet, a column a feature, {name}, zstd"] = parquet.tell()

print(json.dumps(sizes))
