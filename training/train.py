#!/usr/bin/env python3
"""Trains a model on the feature files of past nights and writes it into a dictionary's models folder.

Point-in-time correct: it trains on what earlier nights saw, with labels that were known before the test night began.
"""
import argparse
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, vstack
from scipy.stats import rankdata
import xgboost

from model_folder import write_model
from nights import labelled, read_index, read_labels, read_night
from refusals import refuse_no_features, refuse_one_kind

TREES = 100
PARAMETERS = {
    'objective': 'binary:logistic',
    'tree_method': 'hist',
    'max_depth': 3,
    'eta': 0.05,
    'min_child_weight': 12,
    'subsample': 0.8,
    'colsample_bytree': 0.5,
    'seed': 7,
    # One thread: several add up gradients in a different order from run to run.
    'nthread': 1,
}


def auc(truth: np.ndarray, scores: np.ndarray) -> float:
    """The chance that a positive scores above a negative, ties half."""
    positives = int((truth == 1).sum())
    negatives = len(truth) - positives
    ranks = rankdata(scores)[truth == 1].sum()
    return float((ranks - positives * (positives + 1) / 2) / (positives * negatives))


def dense(matrix: csr_matrix, columns: list[int]) -> np.ndarray:
    """Some columns as float32 with NaN for absent: sparse formats would take an absent cell for 0 in one place or another."""
    place = np.full(matrix.shape[1], -1)
    place[columns] = np.arange(len(columns))
    cells = matrix.tocoo()
    wanted = place[cells.col] >= 0
    rows = np.full((matrix.shape[0], len(columns)), np.nan, np.float32)
    rows[cells.row[wanted], place[cells.col[wanted]]] = cells.data[wanted]
    return rows


def fit(rows: np.ndarray, truth: np.ndarray) -> xgboost.Booster:
    return xgboost.train(PARAMETERS, xgboost.DMatrix(rows, truth), TREES)


def best_by_gain(booster: xgboost.Booster, most: int) -> list[int]:
    """The columns that took the most loss away, in index order."""
    gains = {int(name[1:]): gain for name, gain in booster.get_score(importance_type='total_gain').items()}
    return sorted(sorted(gains, key=lambda column: (-gains[column], column))[:most])


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--dictionary', type=Path, required=True, help='folder with index.csv, for example dictionaries/sample')
    p.add_argument('--nights', type=Path, required=True, help='where its nights are, for example .daybreak/files/sample')
    p.add_argument('--drop', type=Path, required=True, help='folder with labels.csv.gz')
    p.add_argument('--train', nargs='+', required=True, metavar='DATE', help='run dates to train on')
    p.add_argument('--test', required=True, metavar='DATE', help='a later run date, never trained on')
    p.add_argument('--scene', required=True)
    p.add_argument('--label', default='label', help='which label to predict, where labels.csv.gz has several')
    p.add_argument('--model', required=True, help='name of the folder under models/')
    p.add_argument('--features', type=int, default=40, help='how many features at most (default: 40)')
    a = p.parse_args()
    if a.features < 1:
        p.error(f'--features is {a.features}; a model needs at least one')
    if max(a.train) >= a.test:
        p.error(f'the night of {max(a.train)} is not before the test night of {a.test}; train on earlier nights only')

    names = read_index(a.dictionary / 'index.csv')
    labels = read_labels(a.drop, a.label)
    test = read_night(a.nights, a.test, a.scene, len(names))
    past = [labelled(read_night(a.nights, date, a.scene, len(names)), labels, test.midnight) for date in sorted(a.train)]
    train_matrix, train_truth = vstack([matrix for matrix, _ in past], 'csr'), np.concatenate([truth for _, truth in past])
    test_matrix, test_truth = labelled(test, labels, None)
    trained, tested = int((train_truth == 1).sum()), int((test_truth == 1).sum())
    refuse_one_kind('the training nights', len(train_truth), trained, 'name more or other nights with --train, or another --label')
    refuse_one_kind(f'the night of {a.test}', len(test_truth), tested, 'name another night with --test')

    every = list(range(len(names)))
    columns = best_by_gain(fit(dense(train_matrix, every), train_truth), a.features) if names else []
    if not columns:
        refuse_no_features(len(names), len(train_truth), trained, PARAMETERS['min_child_weight'])
    train_rows, test_rows = dense(train_matrix, columns), dense(test_matrix, columns)
    booster = fit(train_rows, train_truth)
    scored = {'train': (train_rows, train_truth), 'test': (test_rows, test_truth)}
    aucs = {part: round(auc(truth, booster.predict(xgboost.DMatrix(rows))), 4) for part, (rows, truth) in scored.items()}

    about = {'label': a.label, 'trained_on': sorted(a.train), 'tested_on': a.test, 'auc_train': aucs['train'], 'auc_test': aucs['test']}
    folder = a.dictionary / 'models' / a.model
    write_model(folder, booster, [names[column] for column in columns], test_rows, about)
    for part, (rows, truth) in scored.items():
        print(f'{part:>5}  {len(rows):>6,} opportunities  {truth.mean():.1%} positive  AUC {aucs[part]:.3f}')
    print(f'{len(columns)} of {len(names)} features -> {folder}')


if __name__ == '__main__':
    main()
