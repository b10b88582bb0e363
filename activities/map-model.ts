import { mapped, sceneText, type MapTask } from './map-shard.ts';
import { once, type Receipt } from './receipt.ts';
import { readSnapshot } from './snapshot.ts';
import type { Verb } from './verb.ts';

interface MapModelTask extends MapTask {
  readonly model: string;
}

/** One model's part alone: asked for by nights that were begun before `map-by-shard` (docs/upgrades.md). */
export const mapModel: Verb<MapModelTask, Receipt> = (ports) => (task) =>
  once(ports.blobs, task.run, `map/${task.model}/${task.part}`, async () => {
    const snapshot = await readSnapshot(ports.blobs, task.run);
    const model = snapshot.models.find(({ name }) => name === task.model);
    if (!model) throw new TypeError(`run ${task.run.run} has no model "${task.model}"`);
    const own = snapshot.scenes.filter((scene) => scene.models.includes(task.model));
    const texts = await Promise.all(own.map((scene) => sceneText(ports, task, snapshot, scene)));
    const files = await mapped(ports, task, snapshot, model, texts);
    return { files, counts: { rows: files[0].rows } };
  });
