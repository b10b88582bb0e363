"""Reads what nights left behind: feature files, ids, the feature index, labels. Everything comes from files; nothing is computed again.

A night's matrix is CSR with one row an opportunity and one column an entry of the feature index (column c of the file is c - 1 here).
A cell that is not stored is absent; a stored 0 is the value 0.
"""
import csv
import gzip
import json
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class Night:
    """One sealed night of one scene. `midnight` is where the run date begins: the night saw nothing at or after it."""

    date: str
    midnight: datetime
    ids: list[str]
    features: csr_matrix


@dataclass(frozen=True)
class Label:
    value: float
    known: datetime


def read_index(file: Path) -> list[str]:
    """Feature names by column, the first one first; a retired feature keeps its place."""
    with open(file, encoding='utf-8', newline='') as lines:
        rows = list(csv.DictReader(lines))
    if [int(row['column']) for row in rows] != list(range(1, len(rows) + 1)):
        raise SystemExit(f'{file}: the columns do not count from 1 without gaps; mend the feature index before training')
    return [row['feature'] for row in rows]


def read_night(files: Path, date: str, scene: str, columns: int) -> Night:
    """The run that counts of a night, as its manifest.json names it."""
    folder = files / date
    if not (folder / 'manifest.json').exists():
        raise SystemExit(f'{folder} holds no sealed night; run `npx daybreak night {files.name} --date {date}` first')
    manifest = json.loads((folder / 'manifest.json').read_text(encoding='utf-8'))
    parts = folder / 'runs' / str(manifest['run']) / 'features' / scene
    ids: list[str] = []
    data, indices, starts = [], [], [0]
    for part in sorted(parts.glob('part-*.ids')):
        with open(part, encoding='utf-8') as lines:
            ids.extend(line.rstrip('\n') for line in lines)
        for line in feature_lines(part.with_suffix('.libsvm')):
            for cell in line.split()[1:]:
                column, value = cell.split(':')
                indices.append(int(column) - 1)
                data.append(float(value))
            starts.append(len(indices))
    if len(ids) != len(starts) - 1 or not ids:
        raise SystemExit(f'{parts}: {len(ids)} ids for {len(starts) - 1} lines of features; replay the night of {date}')
    matrix = csr_matrix((np.array(data, np.float32), np.array(indices, np.int32), np.array(starts, np.int64)), (len(ids), columns))
    midnight = datetime.combine(datetime.fromisoformat(date), time(), ZoneInfo(manifest['time_zone']))
    return Night(date, midnight, ids, matrix)


def feature_lines(plain: Path):
    packed = plain.with_name(plain.name + '.gz')
    with gzip.open(packed, 'rt', encoding='utf-8') if packed.exists() else open(plain, encoding='utf-8') as lines:
        yield from lines


def read_labels(drop: Path, name: str) -> dict[tuple[str, str], Label]:
    """Labels of opportunities by (run date, id); a row without a label is no label."""
    with gzip.open(drop / 'labels.csv.gz', 'rt', encoding='utf-8', newline='') as lines:
        rows = [r for r in csv.DictReader(lines) if r['entity_type'] == 'opportunity' and (r.get('name') or 'label') == name]
    labels = {
        (r['as_of'], r['entity_id']): Label(float(r['label']), datetime.fromisoformat(r['label_time'].replace('Z', '+00:00')))
        for r in rows
        if r['label'] != ''
    }
    if not labels:
        raise SystemExit(f'{drop}/labels.csv.gz has no label called "{name}"; name one that it has with --label')
    return labels


def labelled(night: Night, labels: dict[tuple[str, str], Label], known_before: datetime | None) -> tuple[csr_matrix, np.ndarray]:
    """The night's opportunities that have a label, known before a moment where one is given: who trains later knew no more."""
    found = [labels.get((night.date, id)) for id in night.ids]
    rows = [i for i, label in enumerate(found) if label and (known_before is None or label.known < known_before)]
    if not rows:
        raise SystemExit(f'the night of {night.date} has no label that was known in time; choose earlier nights to train on')
    return night.features[rows], np.array([found[i].value for i in rows], np.float32)
