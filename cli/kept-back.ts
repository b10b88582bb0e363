import { DaybreakError } from '../domain/errors.ts';
import type { SceneGate } from '../domain/gate-result.ts';
import type { NightRun } from '../domain/night.ts';
import { readGates } from '../workers/without-temporal.ts';
import type { CliContext } from './context.ts';

/** Why the night's scores are not in the CRM although it has ended; undefined where they are. */
export async function keptBack(context: CliContext, run: NightRun): Promise<DaybreakError | undefined> {
  const kept = (await readGates(context.ports().blobs, run)).filter(
    ({ outcome }) => outcome !== 'passed' && outcome !== 'released',
  );
  if (kept.length === 0) return undefined;
  const { dictionary, date } = run;
  return new DaybreakError(
    'SCORES_KEPT_BACK',
    `the night ${dictionary} ${date} is sealed, and its gate keeps scores from the CRM: ${kept.map(text).join('; ')}`,
    `look at its report; if the scores are right: npx daybreak release ${dictionary} --date ${date} --because WHY`,
  );
}

const text = ({ scene, outcome, because, results }: SceneGate): string =>
  `${scene} ${outcome} (${because ?? results[0]?.said ?? ''})`;
