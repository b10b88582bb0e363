"""networks.py FOLDER: two small multi-gate mixtures of experts (MMoE) with two heads each, as ONNX files, and what they score.

dense.onnx       x float32 [rows, 12], absent is 0
padded-<t>.onnx  val float32 [rows, 4] and idx <t> [rows, 4] of 12 features; a feature that is there weighs by itself, whatever its value
networks.json    {rows, dense, padded}: rows with null where absent, and by head the scores that numpy gives in float64
"""

import json
import sys
from pathlib import Path

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

FEATURES, MOST, WIDE, EXPERTS, HEADS = 12, 4, 5, 3, ('win', 'reach')
random = np.random.default_rng(9)


def weights(*shape: int) -> np.ndarray:
    return random.normal(0, 0.4, shape).astype(np.float32)


bottom, there = weights(FEATURES, WIDE), weights(FEATURES, WIDE)
experts = [weights(WIDE, WIDE) for _ in range(EXPERTS)]
gates = {head: weights(WIDE, EXPERTS) for head in HEADS}
towers = {head: weights(WIDE, 1) for head in HEADS}


def mixture(shared: np.ndarray) -> dict[str, list[float]]:
    mixed = np.stack([np.maximum(shared @ expert, 0) for expert in experts], axis=1)
    scores = {}
    for head in HEADS:
        shares = np.exp(shared @ gates[head])
        shares /= shares.sum(axis=1, keepdims=True)
        logits = (mixed * shares[:, :, None]).sum(axis=1) @ towers[head]
        scores[head] = (1 / (1 + np.exp(-logits)))[:, 0].tolist()
    return scores


class Graph:
    """Nodes and constants in the making."""

    def __init__(self) -> None:
        self.nodes, self.constants = [], []

    def constant(self, name: str, values: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(values, name))
        return name

    def step(self, kind: str, inputs: list[str], output: str, **attributes) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def mixture(self, shared: str) -> None:
        """The experts once, and for each head a gate over them and a tower."""
        one = self.constant('one', np.array([1], np.int64))
        two = self.constant('two', np.array([2], np.int64))
        for e, expert in enumerate(experts):
            raw = self.step('MatMul', [shared, self.constant(f'expert{e}', expert)], f'raw{e}')
            self.step('Unsqueeze', [self.step('Relu', [raw], f'expertise{e}'), one], f'alone{e}')
        mixed = self.step('Concat', [f'alone{e}' for e in range(EXPERTS)], 'mixed', axis=1)
        for head in HEADS:
            gate = self.step('MatMul', [shared, self.constant(f'gate_{head}', gates[head])], f'{head}_gate')
            share = self.step('Unsqueeze', [self.step('Softmax', [gate], f'{head}_share', axis=1), two], f'{head}_shares')
            taken = self.step('Mul', [mixed, share], f'{head}_taken')
            total = self.step('ReduceSum', [taken, one], f'{head}_total', keepdims=0)
            logit = self.step('MatMul', [total, self.constant(f'tower_{head}', towers[head])], f'{head}_logit')
            self.step('Sigmoid', [logit], head)

    def save(self, inputs: list, file: Path) -> None:
        outputs = [helper.make_tensor_value_info(head, TensorProto.FLOAT, ['n', 1]) for head in HEADS]
        graph = helper.make_graph(self.nodes, 'mmoe', inputs, outputs, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 17)], ir_version=8)
        checker.check_model(model)
        save(model, file)


def dense(file: Path) -> None:
    graph = Graph()
    graph.mixture(graph.step('MatMul', ['x', graph.constant('bottom', bottom)], 'shared'))
    graph.save([helper.make_tensor_value_info('x', TensorProto.FLOAT, ['n', FEATURES])], file)


def padded(file: Path, kind: int) -> None:
    graph = Graph()
    one = graph.constant('rows_one', np.array([1], np.int64))
    two = graph.constant('rows_two', np.array([2], np.int64))
    # The row behind the last feature is the pad: all zeroes, so that it weighs nothing even as one that is there.
    empty = np.zeros((1, WIDE), np.float32)
    rows = graph.step('Gather', [graph.constant('bottom', np.vstack([bottom, empty])), 'idx'], 'rows')
    weighted = graph.step('Mul', [rows, graph.step('Unsqueeze', ['val', two], 'column')], 'weighted')
    present = graph.step('Gather', [graph.constant('there', np.vstack([there, empty])), 'idx'], 'present')
    total = graph.step('Add', [weighted, present], 'added')
    graph.mixture(graph.step('ReduceSum', [total, one], 'shared', keepdims=0))
    value = helper.make_tensor_value_info
    graph.save([value('idx', kind, ['n', MOST]), value('val', TensorProto.FLOAT, ['n', MOST])], file)


folder = Path(sys.argv[1])
rows = np.round(random.normal(0, 2, (300, FEATURES)), 3)
for row in rows:
    row[random.choice(FEATURES, FEATURES - random.integers(0, MOST + 1), replace=False)] = np.nan
rows[rows > 2.5] = 0
known, has = np.nan_to_num(rows), ~np.isnan(rows)
dense(folder / 'dense.onnx')
padded(folder / 'padded-int64.onnx', TensorProto.INT64)
padded(folder / 'padded-int32.onnx', TensorProto.INT32)
listed = [[None if np.isnan(value) else value for value in row] for row in rows]
found = {'rows': listed, 'dense': mixture(known @ bottom), 'padded': mixture(known @ bottom + has @ there)}
(folder / 'networks.json').write_text(json.dumps(found))
