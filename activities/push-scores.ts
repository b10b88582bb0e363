import { counted } from '../domain/counted.ts';
import { DaybreakError } from '../domain/errors.ts';
import type { NightSnapshot } from '../domain/night-snapshot.ts';
import type { NightRun } from '../domain/night.ts';
import type { PushTarget } from '../crm/lead-book.ts';
import { lateCostsOf } from './decide-late.ts';
import { sceneScores } from './score/scene-scores.ts';
import { featuresPath, idsPath } from './run-files.ts';
import { readSnapshot } from './snapshot.ts';
import { inBatches } from './batches.ts';
import type { Verb } from './verb.ts';

export interface PushTask {
  readonly run: NightRun;
  readonly scene: string;
  readonly model: string;
  readonly parts: number;
}

/** What became of the leads of one scene and model in the list; `removed`: an earlier run put them there, of other scenes and models too, and this one does not. */
export interface BookResult {
  readonly written: number;
  readonly same: number;
  readonly removed: number;
}

const LEADS_A_BATCH = 500;

/**
 * Writes the scores of a scene's opportunities by one model into Daybreak's list of leads. Safe to repeat: a lead is an upsert.
 * @throws DaybreakError CRM_FAILED naming the first lead that was refused; the others are written
 */
export const pushScores: Verb<PushTask, BookResult> =
  (ports) =>
  async ({ run, scene, model, parts }, beat) => {
    const snapshot = await readSnapshot(ports.blobs, run);
    const outputs = snapshot.models.find(({ name }) => name === model)?.manifest.outputs ?? [];
    const target: PushTarget = { ...run, scene, model, outputs, ...madeFrom(snapshot, model) };
    const paths = Array.from({ length: parts }, (_, part) =>
      idsPath(featuresPath(run, scene, part, snapshot.compression)),
    );
    const total = { written: 0, same: 0 };
    // A list that refuses every lead must not be held in memory.
    let refused = 0;
    let first: string | undefined;
    for await (const leads of inBatches(sceneScores(ports.blobs, run, model, paths), LEADS_A_BATCH)) {
      for (const [i, outcome] of (await ports.book.push(target, leads)).entries()) {
        if (outcome.state === 'refused') {
          refused += 1;
          first ??= `${leads[i]?.opportunityId ?? ''}: ${outcome.reason}`;
        } else total[outcome.state] += 1;
      }
      beat(`${total.written + total.same} leads`);
    }
    if (first !== undefined) {
      throw new DaybreakError(
        'CRM_FAILED',
        `the list of leads refused ${counted(refused, 'lead')} of ${scene}/${model}; the first is ${first}`,
        'mend what the reason names, the id of the opportunity or the scores of the model, and run the night again; leads that were written stay',
      );
    }
    const ofRun = snapshot.scenes.flatMap(({ name, models }) => models.map((one) => ({ scene: name, model: one })));
    return { ...total, removed: await ports.book.finish(target, ofRun) };
  };

/** Which of the data that a model reads is not of this night. */
function madeFrom(snapshot: NightSnapshot, model: string): Pick<PushTarget, 'madeFrom'> {
  const touching = lateCostsOf(snapshot).filter(({ models }) => models.includes(model));
  if (touching.length === 0) return {};
  return { madeFrom: Object.fromEntries(touching.map(({ dimension, from }) => [dimension, from?.date ?? null])) };
}
