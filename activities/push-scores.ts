import { counted } from '../domain/counted.ts';
import { DaybreakError } from '../domain/errors.ts';
import type { NightRun } from '../domain/night.ts';
import type { Lead, PushTarget } from '../crm/crm.ts';
import { linesOf } from './lines.ts';
import { scoresOf } from './scores.ts';
import { featuresPath, idsPath } from './run-files.ts';
import { readSnapshot } from './snapshot.ts';
import { inBatches } from './batches.ts';
import type { Ports } from './ports.ts';
import type { Verb } from './verb.ts';

export interface PushTask {
  readonly run: NightRun;
  readonly scene: string;
  readonly model: string;
  readonly parts: number;
}

export interface PushResult {
  readonly written: number;
  readonly same: number;
  readonly removed: number;
}

const LEADS_A_BATCH = 500;

/** Hands the scores of a scene's opportunities over to the CRM. Safe to repeat: a lead is an upsert. @throws DaybreakError CRM_FAILED naming the first lead that was refused */
export const pushScores: Verb<PushTask, PushResult> =
  (ports) =>
  async ({ run, scene, model, parts }, beat) => {
    const snapshot = await readSnapshot(ports.blobs, run);
    const outputs = snapshot.models.find(({ name }) => name === model)?.manifest.outputs ?? [];
    const target: PushTarget = { ...run, scene, model, outputs };
    const paths = Array.from({ length: parts }, (_, part) =>
      idsPath(featuresPath(run, scene, part, snapshot.compression)),
    );
    const total = { written: 0, same: 0 };
    const refused: { id: string; reason: string }[] = [];
    for await (const leads of inBatches(leadsOf(ports, run, model, paths), LEADS_A_BATCH)) {
      for (const [i, outcome] of (await ports.crm.push(target, leads)).entries()) {
        if (outcome.state === 'refused') refused.push({ id: leads[i]?.opportunityId ?? '', reason: outcome.reason });
        else total[outcome.state] += 1;
      }
      beat(`${total.written + total.same} leads`);
    }
    if (refused[0]) {
      throw new DaybreakError(
        'CRM_FAILED',
        `the CRM refused ${counted(refused.length, 'lead')} of ${scene}/${model}; the first is ${refused[0].id}: ${refused[0].reason}`,
        'mend what the CRM complains of and run the night again; leads that were written stay',
      );
    }
    return { ...total, removed: await ports.crm.finish(target) };
  };

/** The scores of a scene: scores.csv of the model, in order, reduced to the ids in the scene's parts (a model may serve other scenes too). */
async function* leadsOf(ports: Ports, run: NightRun, model: string, idsPaths: readonly string[]): AsyncGenerator<Lead> {
  const scores = scoresOf(ports.blobs, run, model);
  for (const path of idsPaths) {
    const wanted = new Set<string>();
    for await (const id of linesOf(ports.blobs.readStream(path))) wanted.add(id);
    while (wanted.size > 0) {
      const next = await scores.next();
      if (next.done)
        throw new DaybreakError(
          'BLOB_CORRUPT',
          `scores.csv of ${model} ends before ${path} does`,
          'run the night again',
        );
      if (wanted.delete(next.value.opportunityId)) yield next.value;
    }
  }
}
