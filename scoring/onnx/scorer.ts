import { InferenceSession } from 'onnxruntime-node';
import type { ModelManifest } from '../../domain/model-manifest.ts';
import { openExplainer } from './explainer.ts';
import { modelInvalid } from './model-invalid.ts';
import { runBatch } from './run-batch.ts';
import { checkSession } from './session-check.ts';
import type { LoadedModel, Scorer } from '../scorer.ts';

/** One thread and one order of work: throughput comes from several workers, and the same rows give the same bits on every machine. */
const OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  // The runtime prints to standard error besides throwing; the thrown error says it all.
  logSeverityLevel: 4,
};

/** Scores with the ONNX runtime on the CPU. A batch blocks its thread while it runs, so it belongs into a worker thread. */
export function openOnnxScorer(): Scorer {
  return {
    load,
    async explain(content, manifest, output) {
      const model = await load(content, manifest);
      try {
        return await openExplainer(content, manifest, output, model);
      } catch (error) {
        await model.close();
        throw error;
      }
    },
  };
}

async function load(content: Uint8Array, manifest: ModelManifest): Promise<LoadedModel> {
  const session = await openSession(content, manifest.model);
  try {
    checkSession(session, manifest);
    const absent = manifest.absent === 'NaN' ? Number.NaN : manifest.absent;
    await warmUp(session, manifest, absent);
  } catch (error) {
    await session.release();
    throw error;
  }
  return {
    score: (input, rows) => runBatch(session, manifest, input, rows),
    close: () => session.release(),
  };
}

async function openSession(content: Uint8Array, name: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(content, OPTIONS);
  } catch (cause) {
    throw modelInvalid(
      `${name} (${content.length} bytes) is no ONNX model that the runtime can read: ${reasonOf(cause)}`,
      cause,
    );
  }
}

/** Two rows each: what a graph promises about its shapes and what it does can differ, and one row would hide it. */
async function warmUp(session: InferenceSession, manifest: ModelManifest, absent: number): Promise<void> {
  const [width, rows] = [manifest.features.length, 2];
  const nothing = new Float32Array(rows * width).fill(absent);
  // A table of weights with too few rows for the places would else only fail on an opportunity that has the feature.
  const last = nothing.map((value, cell) => (cell % width === width - 1 ? 0 : value));
  const tries = {
    'without any feature': nothing,
    ...(manifest.padded && { 'with nothing but the last feature': last }),
  };
  for (const [what, input] of Object.entries(tries)) {
    try {
      await runBatch(session, manifest, input, rows);
    } catch (cause) {
      throw modelInvalid(`${manifest.model} cannot score an opportunity ${what}: ${reasonOf(cause)}`, cause);
    }
  }
}

const reasonOf = (thrown: unknown): string =>
  (thrown instanceof Error ? thrown.message : String(thrown)).replaceAll(/\s+/g, ' ').trim();
