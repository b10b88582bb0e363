"""What Python does with the models that the bench scores and explains: one thread, rows in memory.

peer.py prepare FOLDER ROWS MODELS   makes rows.f32 (row-major, NaN where absent), models.json and an ONNX file a model
peer.py run FOLDER MODELS            prints {wall, cpu} seconds as JSON: xgboost and onnxruntime over all rows and the first MODELS models
peer.py shap FOLDER ROWS             prints the same of pred_contribs, and writes shap.f32
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import xgboost

sys.path.insert(0, str(Path(__file__).parents[3] / 'training'))
from export_onnx import export_onnx  # noqa: E402

COLUMNS = 120
FEATURES = 60
TREES = 100
DEPTH = 4
TRAINED_ON = 20_000
ROWS_A_CALL = 4_096


def prepare(folder: Path, rows: int, models: int) -> None:
    random = np.random.default_rng(7)
    matrix = np.round(random.gamma(2.0, 20.0, (rows, COLUMNS)), 2).astype(np.float32)
    matrix[random.random(matrix.shape) < 0.4] = np.nan
    matrix.tofile(folder / 'rows.f32')
    known = np.nan_to_num(matrix[:TRAINED_ON])
    columns_of = []
    for model in range(models):
        columns = np.sort(random.choice(COLUMNS, FEATURES, replace=False))
        signal = known[:, columns] @ random.normal(0, 0.02, FEATURES) + random.normal(0, 1, len(known))
        booster = xgboost.train(
            {'objective': 'binary:logistic', 'max_depth': DEPTH, 'eta': 0.1, 'nthread': 1, 'seed': model},
            xgboost.DMatrix(matrix[:TRAINED_ON][:, columns], label=(signal > np.median(signal)).astype(int)),
            TREES,
        )
        booster.save_model(folder / f'{model}.json')
        export_onnx(booster, FEATURES, folder / f'{model}.onnx')
        columns_of.append(columns.tolist())
    (folder / 'models.json').write_text(json.dumps({'columns': COLUMNS, 'columnsOf': columns_of}))


def run(folder: Path, models: int) -> dict[str, dict[str, float]]:
    import onnxruntime

    matrix = rows_of(folder)
    columns_of = json.loads((folder / 'models.json').read_text())['columnsOf'][:models]
    boosters = [xgboost.Booster({'nthread': 1}, model_file=folder / f'{model}.json') for model in range(models)]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    sessions = [onnxruntime.InferenceSession(folder / f'{model}.onnx', options, ['CPUExecutionProvider']) for model in range(models)]

    def with_xgboost() -> None:
        for booster, columns in zip(boosters, columns_of):
            booster.inplace_predict(matrix[:, columns])

    def with_onnx() -> None:
        for session, columns in zip(sessions, columns_of):
            for start in range(0, len(matrix), ROWS_A_CALL):
                session.run(['score'], {'x': matrix[start : start + ROWS_A_CALL][:, columns]})

    boosters[0].inplace_predict(matrix[:ROWS_A_CALL][:, columns_of[0]])
    return {'xgboost': timed(with_xgboost), 'onnxruntime': timed(with_onnx)}


def shap(folder: Path, rows: int) -> dict[str, dict[str, float]]:
    columns = json.loads((folder / 'models.json').read_text())['columnsOf'][0]
    booster = xgboost.Booster({'nthread': 1}, model_file=folder / '0.json')
    data = xgboost.DMatrix(rows_of(folder)[:rows][:, columns], nthread=1)
    found = []
    seconds = timed(lambda: found.append(booster.predict(data, pred_contribs=True)))
    found[0].astype(np.float32).tofile(folder / 'shap.f32')
    return {'xgboost': seconds}


def rows_of(folder: Path) -> np.ndarray:
    return np.fromfile(folder / 'rows.f32', np.float32).reshape(-1, COLUMNS)


def timed(work) -> dict[str, float]:
    started, used = time.perf_counter(), time.process_time()
    work()
    return {'wall': time.perf_counter() - started, 'cpu': time.process_time() - used}


command, folder, *numbers = sys.argv[1:]
result = {'prepare': prepare, 'run': run, 'shap': shap}[command](Path(folder), *map(int, numbers))
print(json.dumps(result))
