import { condition, defineSignal, log, setHandler } from '@temporalio/workflow';
import type { GateDecision } from '../activities/gate/gate-night.ts';
import type { GateRecord, SceneVerdict } from '../domain/gate-record.ts';
import type { NightRun } from '../domain/night.ts';
import { ACTIVITIES_A_STAGE, cutParts, partsText } from '../domain/parts.ts';
import { compute, light } from './activities.ts';
import type { Alerts } from './alerts.ts';
import type { Watch } from './progress.ts';
import { NOTHING_PUSHED, pushedTogether, type Pushed } from './pushed.ts';

/** `daybreak release`: a person's word on scenes whose push is held. */
const releaseSignal = defineSignal<[word: Omit<GateDecision, 'run'>]>('release');

interface Watched {
  readonly watch: Watch;
  readonly alerts: Alerts;
  /** Told, with what was pushed so far, whenever the night begins to wait. */
  readonly told: (pushed: Pushed) => Promise<void>;
}

/** Hands scenes over to the CRM. */
type Push<Scene> = (scenes: readonly Scene[]) => Promise<Pushed>;

/**
 * Looks at a sealed run before its push: measures it, compares it with good nights, and pushes the scenes that may be pushed. Where the
 * settings say `hold` it waits, as long as it takes, until a person has released or rejected every scene that is held; the others are pushed
 * before.
 * @param push undefined for a run that is not pushed: it is judged, and nobody is waited for
 */
export async function pushThroughGates<Scene extends { readonly name: string }>(
  run: NightRun,
  scenes: readonly Scene[],
  { watch, alerts, told }: Watched,
  push: Push<Scene> | undefined,
): Promise<Pushed> {
  const words: Omit<GateDecision, 'run'>[] = [];
  setHandler(
    releaseSignal,
    (word) => {
      words.push(word);
    },
    { description: "a person's word on scenes that are held: npx daybreak release" },
  );
  let gates = await judged(run, push !== undefined, watch);
  if (!push) return NOTHING_PUSHED;
  for (const verdict of gates.scenes) tellOf(run, verdict, alerts);
  const pushed = [await push(scenes.filter(isPushedIn(gates)))];
  for (let held = heldOf(gates); held.length > 0; held = heldOf(gates)) {
    holding(held, watch);
    await told(pushedTogether(pushed));
    await condition(() => words.length > 0);
    for (const word of words.splice(0)) {
      const before = isPushedIn(gates);
      const summary = `${word.scene ?? 'every scene that is held'}: ${word.decision}, ${word.because}`;
      gates = await light.decideGate.executeWithOptions({ summary }, [{ run, ...word }]);
      const released = scenes.filter(isPushedIn(gates)).filter((scene) => !before(scene));
      if (released.length > 0) pushed.push(await push(released));
    }
    watch.update({ held: [] });
  }
  return pushedTogether(pushed);
}

const judged = (run: NightRun, push: boolean, watch: Watch): Promise<GateRecord> =>
  watch.stage('gate', 'looks at the scores before they are pushed', 0, async (tick) => {
    const { parts } = await light.readSealed.executeWithOptions({ summary: 'reads the manifest' }, [run]);
    const pieces = cutParts(parts, ACTIVITIES_A_STAGE);
    watch.update({ planned: parts });
    await Promise.all(
      pieces.map(async (piece) => {
        await compute.measureParts.executeWithOptions({ summary: `measures ${partsText(piece)}` }, [{ run, ...piece }]);
        tick(piece.to - piece.from);
      }),
    );
    await compute.measureNight.executeWithOptions({ summary: 'measures the scores' }, [{ run, pieces, parts }]);
    return compute.gateNight.executeWithOptions({ summary: 'compares with good nights before' }, [{ run, push }]);
  });

function holding(held: readonly SceneVerdict[], watch: Watch): void {
  const names = held.map(({ scene }) => scene).join(', ');
  const doing = `holds the push of ${names} for a person's word`;
  watch.update({ stage: 'gate', doing, done: 0, planned: 0, held: held.map(heldText) });
  log.warn('the push is held', { scenes: names });
}

const isPushedIn =
  ({ scenes }: GateRecord) =>
  ({ name }: { readonly name: string }): boolean =>
    scenes.some(({ scene, outcome }) => scene === name && (outcome === 'passed' || outcome === 'released'));

const heldOf = ({ scenes }: GateRecord): SceneVerdict[] => scenes.filter(({ outcome }) => outcome === 'held');

const heldText = ({ scene, said }: SceneVerdict): string => `${scene}: ${said.join('; ')}`;

function tellOf({ dictionary, date }: NightRun, { scene, outcome, said }: SceneVerdict, alerts: Alerts): void {
  const found = `the gate of ${scene} found: ${said[0] ?? ''}`;
  const release = `npx daybreak release ${dictionary} --date ${date} --scene ${scene} --because WHY`;
  if (outcome === 'held')
    alerts.raise(`gate/${scene}`, found, `its scores do not come into the CRM until somebody says: ${release}`);
  if (outcome === 'last-good')
    alerts.raise(
      `gate/${scene}`,
      found,
      `the CRM keeps the scores of the last good night; if these are right: ${release}`,
    );
}
