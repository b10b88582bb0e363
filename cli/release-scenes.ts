import { DaybreakError } from '../domain/errors.ts';
import type { GateRecord, SceneVerdict } from '../domain/gate-record.ts';
import type { NightRun } from '../domain/night.ts';
import { replayCommand } from '../domain/ways-on.ts';

/**
 * The scenes that a person's word is about: those whose scores were kept back, or the one that was named.
 * @throws DaybreakError NIGHT_NOT_HELD where there is none
 */
export function chosenScenes(
  { dictionary, date }: { readonly dictionary: string; readonly date: string },
  record: GateRecord | undefined,
  decision: 'released' | 'rejected',
  scene: string | undefined,
): string[] {
  const night = `the night ${dictionary} ${date}`;
  if (!record)
    throw new DaybreakError(
      'NIGHT_NOT_HELD',
      `${night} has not come to its gate`,
      `look where it is: npx daybreak nights ${dictionary}`,
    );
  const kept = record.scenes.filter(({ outcome }) =>
    decision === 'rejected' ? outcome === 'held' : outcome !== 'passed' && outcome !== 'released',
  );
  const chosen = kept.filter((verdict) => scene === undefined || verdict.scene === scene);
  if (chosen.length > 0) return chosen.map((verdict) => verdict.scene);
  const all = record.scenes.map((verdict) => `${verdict.scene} ${verdict.outcome}`).join(', ');
  const released = record.scenes.some(({ outcome }) => outcome === 'released');
  throw new DaybreakError(
    'NIGHT_NOT_HELD',
    scene === undefined ? `no scene of ${night} is held (${all})` : `${scene} is no held scene of ${night} (${all})`,
    released
      ? `if the scores are not in the CRM all the same: ${handOver({ dictionary, date })}`
      : `see what its gates found: npx daybreak nights ${dictionary}`,
  );
}

/** @throws DaybreakError NIGHT_NOT_HELD where another run than the one that was judged counts: nobody has looked at its scores */
export function refuseReplaced({ dictionary, date, run }: NightRun, counts: number | undefined): void {
  if (counts === undefined || counts === run) return;
  throw new DaybreakError(
    'NIGHT_NOT_HELD',
    `the night ${dictionary} ${date} was made anew: run ${counts} counts, and its gate kept back the scores of run ${run}`,
    `hand run ${counts} over through its own gate: ${handOver({ dictionary, date })}`,
  );
}

const handOver = (night: { readonly dictionary: string; readonly date: string }): string =>
  replayCommand(night, { fromStage: 'push', asKnownNow: false, dictionaryNow: false, push: true });

/** Two lines: what was decided and what follows, then the night in the UI. @param waited whether the night stood at its gate */
export function releaseText(said: {
  readonly dictionary: string;
  readonly date: string;
  readonly scenes: readonly string[];
  readonly decision: 'released' | 'rejected';
  readonly waited: boolean;
  readonly ui: string;
}): string {
  const { dictionary, date, scenes, decision, waited, ui } = said;
  const then =
    decision === 'rejected'
      ? 'its scores stay out of the CRM'
      : waited
        ? 'the night goes on'
        : 'its scores are in the CRM now';
  return `${scenes.join(', ')} of ${dictionary} ${date} ${decision}; ${then}\n${ui}\n`;
}

/** `claim held, match last-good`: the scenes of a night whose scores are not in the CRM, or are there by a person's word; '' for none. */
export const gateText = (scenes: readonly SceneVerdict[]): string =>
  scenes
    .filter(({ outcome }) => outcome !== 'passed')
    .map(({ scene, outcome }) => `${scene} ${outcome}`)
    .join(', ');
