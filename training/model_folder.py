"""Writes `models/<model>/`: model.onnx, manifest.json, and examples.csv with rows that XGBoost itself has scored."""
import csv
import hashlib
import json
from pathlib import Path

import numpy as np
from onnx.reference import ReferenceEvaluator
import xgboost

from export_onnx import export_onnx

EXAMPLES = 12
TOLERANCE = 1e-6


def write_model(folder: Path, booster: xgboost.Booster, names: list[str], rows: np.ndarray, about: dict) -> None:
    """`rows` [n, features] float32, absent as NaN: some of them go into examples.csv. Refuses a graph that scores otherwise than XGBoost."""
    folder.mkdir(parents=True, exist_ok=True)
    export_onnx(booster, len(names), folder / 'model.onnx')
    native = booster.predict(xgboost.DMatrix(rows))
    check_graph(folder / 'model.onnx', rows, native)
    manifest = {
        'model': 'model.onnx',
        'version': '1',
        'input': 'x',
        'outputs': ['score'],
        'absent': 'NaN',
        'features_sha256': hashlib.sha256('\n'.join(names).encode()).hexdigest(),
        **about,
        'features': names,
    }
    (folder / 'manifest.json').write_text(as_json(manifest), encoding='utf-8')
    # From the lowest score to the highest, evenly: rows that take many different ways through the trees.
    chosen = np.argsort(native, kind='stable')[np.linspace(0, len(native) - 1, EXAMPLES).astype(int)]
    with open(folder / 'examples.csv', 'w', encoding='utf-8', newline='') as lines:
        table = csv.writer(lines, lineterminator='\n')
        table.writerow(['score', *names])
        # A float32 as the double that it is: 9 digits read back the same.
        table.writerows([f'{native[i]:.9g}', *('' if np.isnan(v) else f'{v:.9g}' for v in rows[i])] for i in chosen)


def check_graph(file: Path, rows: np.ndarray, native: np.ndarray) -> None:
    sample = slice(0, 200)  # the reference evaluator is slow and exact
    scores = ReferenceEvaluator(str(file)).run(None, {'x': rows[sample]})[0].ravel()
    apart = float(np.max(np.abs(scores - native[sample])))
    if not apart <= TOLERANCE:
        raise SystemExit(f'{file}: the graph and XGBoost differ by {apart:.1e}; do not use this model')


def as_json(manifest: dict) -> str:
    """A key a line; a list on one line where it fits into 120 characters, else an item a line, as the repository's formatter has it."""
    entries = []
    for key, value in manifest.items():
        line = f'  "{key}": {json.dumps(value)}'
        entries.append(line if len(line) < 120 else f'  "{key}": {json.dumps(value, indent=2)}'.replace('\n', '\n  '))
    return '{\n' + ',\n'.join(entries) + '\n}\n'
