"""XGBoost trees as an ONNX graph: x [rows, features] float32, absent as NaN -> score [rows, 1], a probability.

Our own, because the usual converter exports every tree after early stopping, fails on dart, and wants features called f0, f1 ...
What XGBoost does with an absent value is in each node (default_left) and becomes missing_value_tracks_true. A split is `value < condition`,
in float32 on both sides, so both give the same leaves; what differs is the order of the sum, around 1e-7.
"""
import json
import math
from pathlib import Path

from onnx import TensorProto, checker, helper, save
import xgboost


def export_onnx(booster: xgboost.Booster, features: int, file: Path) -> None:
    """Writes binary:logistic trees; other objectives are refused, because their scores would mean something else."""
    learner = json.loads(booster.save_raw('json'))['learner']
    objective = learner['objective']['name']
    if objective != 'binary:logistic':
        raise SystemExit(f'export_onnx knows binary:logistic only, not {objective}; train with that or extend the exporter')
    trees = learner['gradient_booster']['model']['trees']
    # "[3.4E-1]" since XGBoost 3: a list, as a text.
    base_score = float(learner['learner_model_param']['base_score'].strip('[]'))
    ensemble = helper.make_node(
        'TreeEnsembleRegressor',
        ['x'],
        ['margin'],
        domain='ai.onnx.ml',
        n_targets=1,
        aggregate_function='SUM',
        post_transform='NONE',
        base_values=[math.log(base_score / (1 - base_score))],
        **tree_attributes(trees),
    )
    graph = helper.make_graph(
        [ensemble, helper.make_node('Sigmoid', ['margin'], ['score'])],
        'trees',
        [helper.make_tensor_value_info('x', TensorProto.FLOAT, ['rows', features])],
        [helper.make_tensor_value_info('score', TensorProto.FLOAT, ['rows', 1])],
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid('', 17), helper.make_opsetid('ai.onnx.ml', 3)], ir_version=8, producer_name='daybreak'
    )
    checker.check_model(model)
    save(model, file)


def tree_attributes(trees: list[dict]) -> dict[str, list]:
    """The trees side by side, node by node, as TreeEnsembleRegressor wants them."""
    names = 'treeids nodeids featureids values modes truenodeids falsenodeids missing_value_tracks_true hitrates'.split()
    nodes: dict[str, list] = {f'nodes_{name}': [] for name in names}
    leaves: dict[str, list] = {f'target_{name}': [] for name in ('treeids', 'nodeids', 'ids', 'weights')}
    for tree_id, tree in enumerate(trees):
        for node_id, left in enumerate(tree['left_children']):
            leaf = left == -1
            row = (
                tree_id,
                node_id,
                0 if leaf else tree['split_indices'][node_id],
                0.0 if leaf else tree['split_conditions'][node_id],
                'LEAF' if leaf else 'BRANCH_LT',
                0 if leaf else left,
                0 if leaf else tree['right_children'][node_id],
                0 if leaf else tree['default_left'][node_id],
                # What came to the node in training: from it, a score is explained (scoring/onnx/).
                tree['sum_hessian'][node_id],
            )
            for name, value in zip(names, row):
                nodes[f'nodes_{name}'].append(value)
            if leaf:
                # In XGBoost's JSON a leaf keeps its weight where a split keeps its condition.
                for name, value in zip(('treeids', 'nodeids', 'ids', 'weights'), (tree_id, node_id, 0, tree['split_conditions'][node_id])):
                    leaves[f'target_{name}'].append(value)
    return nodes | leaves
