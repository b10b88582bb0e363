"""lightgbm_model.py FOLDER: a LightGBM model over 10 features with absent ones, as its own converter makes an ONNX file of it.

plain.onnx     as converted, and a Gather of the second class's probability
covered.onnx   the same with how many rows of the training came to each node, from LightGBM's own dump of the trees
lightgbm.json  {rows, scores, contributions}: rows with null where absent; scores and pred_contrib as LightGBM gives them
"""

import json
import sys
from pathlib import Path

import lightgbm
import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save
from onnxmltools import convert_lightgbm
from onnxmltools.convert.common.data_types import FloatTensorType

FEATURES = 10


def one_column(model) -> None:
    """What a manifest's output is: the probability of the second class, a number a row."""
    graph = model.graph
    probabilities = graph.output[1].name
    graph.initializer.append(numpy_helper.from_array(np.array([1], np.int64), 'second'))
    graph.node.append(helper.make_node('Gather', [probabilities, 'second'], ['score'], axis=1))
    del graph.output[:]
    graph.output.append(helper.make_tensor_value_info('score', TensorProto.FLOAT, ['n', 1]))
    checker.check_model(model)


def add_covers(model, trees: list[dict]) -> None:
    """Walks LightGBM's trees and those of the graph side by side; the converter leaves all covers at 1."""
    ensemble = next(node for node in model.graph.node if node.op_type.startswith('TreeEnsemble'))
    held = {attribute.name: attribute for attribute in ensemble.attribute}
    place_of = {ids: place for place, ids in enumerate(zip(held['nodes_treeids'].ints, held['nodes_nodeids'].ints))}
    covers = [0.0] * len(place_of)

    def walk(tree: int, node: int, theirs: dict) -> None:
        place = place_of[tree, node]
        covers[place] = theirs.get('internal_count', theirs.get('leaf_count'))
        if 'left_child' in theirs:
            assert held['nodes_modes'].strings[place] == b'BRANCH_LEQ'
            walk(tree, held['nodes_truenodeids'].ints[place], theirs['left_child'])
            walk(tree, held['nodes_falsenodeids'].ints[place], theirs['right_child'])

    for tree, theirs in enumerate(trees):
        walk(tree, 0, theirs['tree_structure'])
    held['nodes_hitrates'].floats[:] = covers


folder = Path(sys.argv[1])
random = np.random.default_rng(4)
rows = random.normal(0, 1, (1_500, FEATURES)).astype(np.float32)
signal = rows[:, 0] * rows[:, 1] + rows[:, 2] + random.normal(0, 0.5, len(rows))
rows[random.random(rows.shape) < 0.3] = np.nan
options = {'objective': 'binary', 'num_leaves': 12, 'verbose': -1, 'num_threads': 1, 'seed': 1, 'deterministic': True}
booster = lightgbm.train(options, lightgbm.Dataset(rows, (signal > 0).astype(int)), 40)

for name in ('plain', 'covered'):
    types = [('x', FloatTensorType([None, FEATURES]))]
    model = convert_lightgbm(booster, initial_types=types, zipmap=False, target_opset=15)
    one_column(model)
    if name == 'covered':
        add_covers(model, booster.dump_model()['tree_info'])
    save(model, folder / f'{name}.onnx')

asked = rows[:200]
found = {
    'rows': [[None if np.isnan(value) else float(value) for value in row] for row in asked],
    'scores': booster.predict(asked).tolist(),
    'contributions': booster.predict(asked, pred_contrib=True).tolist(),
}
(folder / 'lightgbm.json').write_text(json.dumps(found))
