import { gateLimits, type GateLimits } from '../../domain/gate-limits.ts';
import { judgeScene, outcomeOf } from '../../domain/gate-judge.ts';
import { GATES, verdictOf, type GateRecord } from '../../domain/gate-record.ts';
import type { SceneMeasures } from '../../domain/gate-measures.ts';
import type { SceneGate } from '../../domain/gate-result.ts';
import type { NightRun } from '../../domain/night.ts';
import { readGates, writeGates } from './files.ts';
import { goodNights } from './history.ts';
import { readMeasures } from './measure-files.ts';
import type { Ports } from '../ports.ts';
import { readSnapshot } from '../snapshot.ts';
import type { Verb } from '../verb.ts';

export interface GateTask {
  readonly run: NightRun;
  /** False for a run that is not pushed whatever is found, such as a replay: nobody is asked, and the night's gate stays as it was. */
  readonly push: boolean;
}

/**
 * Judges the scenes of a measured run by the settings as they are now, and keeps what came of it beside the run and, where it decides over a
 * push, in the store. What a person has said of a scene stands.
 */
export const gateNight: Verb<GateTask, GateRecord> =
  (ports) =>
  async ({ run, push }) => {
    const own = await readGates(ports.blobs, run);
    if (!push && own.length > 0) return recordOf(run, own);
    const measures = await readMeasures(ports.blobs, run);
    if (!measures) throw new TypeError(`run ${run.run} of ${run.dictionary} ${run.date} was not measured`);
    const { settings } = await ports.dictionaries.read(run.dictionary);
    const limitsOf = (scene: string): GateLimits => gateLimits(settings.gates, scene);
    const wanted = new Map(measures.scenes.map(({ scene }) => [scene, limitsOf(scene).history_nights]));
    const good = await goodNights(ports, run, wanted);
    const before = await saidBefore(ports, run, push);
    const gates = measures.scenes.map((scene): SceneGate => {
      const known = before.find((gate) => gate.scene === scene.scene);
      if (known?.because !== undefined) return known;
      const nights = good.get(scene.scene) ?? [];
      const limits = push ? limitsOf(scene.scene) : unasked(limitsOf(scene.scene));
      const results = judgeScene(scene, nights, limits);
      const outcome = nothingPushed(scene) ? 'passed' : outcomeOf(results, limits);
      return { scene: scene.scene, outcome, comparedWith: nights.map(({ date }) => date), results };
    });
    return keepGates(ports, run, gates, push);
  };

/** A replay that is not pushed keeps what was said of the run that it replays. */
async function saidBefore({ blobs }: Ports, run: NightRun, push: boolean): Promise<readonly SceneGate[]> {
  const { replay } = await readSnapshot(blobs, run);
  return readGates(blobs, push || !replay ? run : { ...run, run: replay.of });
}

const unasked = (limits: GateLimits): GateLimits =>
  limits.action === 'hold' ? { ...limits, action: 'last-good' } : limits;

/** A scene without models has nothing to keep back. */
const nothingPushed = ({ models }: SceneMeasures): boolean => Object.keys(models).length === 0;

export interface GateDecision {
  readonly run: NightRun;
  /** Undefined: every scene whose scores were kept back. */
  readonly scene: string | undefined;
  readonly decision: 'released' | 'rejected';
  readonly because: string;
}

/** A person's word on scenes whose scores were kept back; it changes no other scene. */
export const decideGate: Verb<GateDecision, GateRecord> =
  (ports) =>
  async ({ run, scene, decision, because }) => {
    const gates = await readGates(ports.blobs, run);
    const decided = gates.map((gate): SceneGate => {
      const meant = gate.outcome !== 'passed' && (scene === undefined || gate.scene === scene);
      return meant ? { ...gate, outcome: decision, because } : gate;
    });
    return keepGates(ports, run, decided, true);
  };

async function keepGates(
  ports: Ports,
  run: NightRun,
  gates: readonly SceneGate[],
  decides: boolean,
): Promise<GateRecord> {
  await writeGates(ports.blobs, run, gates);
  const { timeZone } = await readSnapshot(ports.blobs, run);
  const store = await ports.openStore(run.dictionary, timeZone);
  const record = recordOf(run, gates);
  if (decides) await store.putRecord(GATES, run.date, record);
  return record;
}

const recordOf = ({ date, run }: NightRun, gates: readonly SceneGate[]): GateRecord => ({
  date,
  run,
  scenes: gates.map(verdictOf),
});

/** The gates of a dictionary's nights, oldest first. */
export async function gateRecords(ports: Ports, dictionary: string, timeZone: string): Promise<GateRecord[]> {
  const store = await ports.openStore(dictionary, timeZone);
  return (await store.listRecords(GATES)).map(({ value }) => value as GateRecord);
}
