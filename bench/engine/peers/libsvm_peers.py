"""How fast XGBoost and scikit-learn read, write and map a LibSVM file: python libsvm_peers.py FILE OUT ROUNDS. Prints JSON, milliseconds, the best
of the rounds. Mapping is every tenth column, renumbered: scikit-learn reads, slices and writes; XGBoost does not write LibSVM."""

import json
import sys
import time
from collections.abc import Callable

path, out, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])


def best(work: Callable[[], object]) -> float:
    took = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        took.append((time.perf_counter() - started) * 1000)
    return min(took)


results: dict[str, dict[str, float]] = {}
try:
    import xgboost

    results["xgboost"] = {"read": best(lambda: xgboost.DMatrix(f"{path}?format=libsvm&indexing_mode=1", nthread=1))}
except Exception as error:  # a peer that does not work is named and left out
    print(f"xgboost: {error}", file=sys.stderr)

try:
    from sklearn.datasets import dump_svmlight_file, load_svmlight_file

    features, label = load_svmlight_file(path, zero_based=False)

    def mapped() -> None:
        x, y = load_svmlight_file(path, zero_based=False)
        dump_svmlight_file(x[:, 9::10], y, out, zero_based=False)

    results["scikit-learn"] = {
        "read": best(lambda: load_svmlight_file(path, zero_based=False)),
        "write": best(lambda: dump_svmlight_file(features, label, out, zero_based=False)),
        "map": best(mapped),
    }
except ImportError as error:
    print(f"scikit-learn: {error}", file=sys.stderr)

print(json.dumps(results))
