import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Verb } from '../activities/verb.ts';
import { computeVerbs, lightVerbs } from '../activities/verbs.ts';
import { OPPORTUNITY } from '../domain/dictionary.ts';
import type { NightRun } from '../domain/night.ts';
import type { RunDate } from '../domain/run-date.ts';
import { IDS_A_SHARD, ROW_RANGES, saltRanges, shardCount, SALTS, type SaltRange } from '../domain/salt.ts';
import { openLogger } from '../workers/logger.ts';
import { openPorts, type OpenPorts } from '../workers/ports.ts';
import { TASKS_A_THREAD } from '../workers/thread-task.ts';

/** A home in a temporary folder whose nights are made by their verbs, in this thread, as a thread of a compute worker makes them: what is timed is the work. */
export interface WarmHome {
  readonly ports: OpenPorts;
  /** A dictionary folder without models; `settings` beside a scene of all opportunities and the time zone UTC. */
  dictionary(
    name: string,
    rows: readonly string[],
    settings?: Readonly<Record<string, unknown>>,
    header?: string,
  ): Promise<void>;
  /** Makes and seals a night, its work cut as `cut` says. */
  night(name: string, date: RunDate, full: boolean, cut?: Cut): Promise<NightTimes>;
  close(): Promise<void>;
}

/** How the work of a night is cut; none of it may change a byte but for `parts`, where the files begin and end. */
export interface Cut {
  /** Ranges that cover all salts, for the stages that write no files. */
  readonly pieces: readonly SaltRange[];
  /** Parts of each type; undefined where the number of ids says it. */
  readonly parts: number | undefined;
  /** Tasks of a stage in the order in which they begin, and how many of them go on at once. */
  readonly inOrder: <Task>(tasks: readonly Task[]) => Task[];
  readonly atOnce: number;
}

export interface NightTimes {
  readonly run: NightRun;
  /** Milliseconds of each stage. */
  readonly wallMs: Readonly<Record<string, number>>;
  readonly cpuMs: Readonly<Record<string, number>>;
  readonly counts: Readonly<Record<string, number>>;
}

const HEADER = 'dim,id,name,explain,business_line,cal_sort,times,window_kind,data_src,vocab';
export const UNCUT: Cut = {
  pieces: [{ from: 0, to: SALTS }],
  parts: undefined,
  inOrder: (tasks) => [...tasks],
  atOnce: TASKS_A_THREAD,
};

/** @param beforeStage called before each stage of each night */
export async function warmHome(beforeStage = (): void => undefined): Promise<WarmHome> {
  const home = await mkdtemp(join(tmpdir(), 'daybreak-warm-'));
  const log = openLogger('bench');
  log.level = 'silent';
  const ports = openPorts(home, log, null);
  return {
    ports,
    async dictionary(name, rows, settings = {}, header = HEADER) {
      const folder = join(home, 'dictionaries', name);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'dictionary.csv'), `${[header, ...rows].join('\n')}\n`);
      await writeFile(
        join(folder, 'settings.yaml'),
        JSON.stringify({ time_zone: 'UTC', scenes: { all: { models: [] } }, ...settings }),
      );
    },
    night: (name, date, full, cut = UNCUT) => night(ports, beforeStage, name, date, full, cut),
    async close() {
      await ports.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function night(
  ports: OpenPorts,
  beforeStage: () => void,
  dictionary: string,
  date: RunDate,
  full: boolean,
  { pieces, parts, inOrder, atOnce }: Cut,
): Promise<NightTimes> {
  const wallMs: Record<string, number> = {};
  const cpuMs: Record<string, number> = {};
  const counts: Record<string, number> = {};
  /** A stage is timed from its first task to its last, however many of them go on at once. */
  const timed = async <Result>(stage: string, work: () => Promise<Result>): Promise<Result> => {
    if (!(stage in wallMs)) beforeStage();
    const [began, cpu] = [performance.now(), process.cpuUsage()];
    const result = await work();
    const { user, system } = process.cpuUsage(cpu);
    wallMs[stage] = (wallMs[stage] ?? 0) + performance.now() - began;
    cpuMs[stage] = (cpuMs[stage] ?? 0) + (user + system) / 1000;
    return result;
  };
  const counted = async <Task, Result>(stage: string, verb: Verb<Task, Result>, task: Task): Promise<Result> => {
    const result = await verb(ports)(task, () => undefined);
    const { counts: more } = result as { counts?: Record<string, number> };
    for (const [name, n] of Object.entries(more ?? {}))
      counts[`${stage}.${name}`] = (counts[`${stage}.${name}`] ?? 0) + n;
    return result;
  };
  const call = <Task, Result>(stage: string, verb: Verb<Task, Result>, task: Task): Promise<Result> =>
    timed(stage, () => counted(stage, verb, task));
  const each = <Task, Result>(stage: string, verb: Verb<Task, Result>, tasks: readonly Task[]): Promise<unknown> =>
    timed(stage, () => {
      const left = inOrder(tasks);
      const work = async (): Promise<void> => {
        for (let task = left.shift(); task !== undefined; task = left.shift()) await counted(stage, verb, task);
      };
      return Promise.all(Array.from({ length: atOnce }, work));
    });
  const request = { dictionary, date, scene: undefined, population: undefined, full };
  const { run, types } = await call('open', lightVerbs.openNight, request);
  const known = await call('hash', lightVerbs.knownRows, run);
  const hashRanges = (): Promise<string[]> =>
    call('hash', computeVerbs.hashRowRanges, { run, from: 0, to: ROW_RANGES, of: ROW_RANGES });
  const rows =
    known.hash ??
    (await call('hash', lightVerbs.keepRowHash, { run, revision: known.revision, hashes: await hashRanges() }));
  await call('fold', computeVerbs.markChangedFolds, { run, types });
  const ranges = pieces.map((range) => ({ run, range }));
  await each('fold', computeVerbs.foldDays, ranges);
  await each('tag', computeVerbs.tagPopulation, ranges);
  const ids = await call('tag', lightVerbs.countTags, { run, types });
  const shards = types.map((type, i) =>
    saltRanges(parts ?? shardCount(ids[i] ?? 0, IDS_A_SHARD)).map((range, part) => ({ run, type, part, range })),
  );
  await each('compute', computeVerbs.computeShard, shards.flat());
  const opportunities = shards[0] ?? [];
  const linked = types.filter((type) => type !== OPPORTUNITY);
  const aggregated = linked.flatMap((type) => opportunities.map((task) => ({ ...task, type })));
  await each('aggregate', computeVerbs.aggregateShard, aggregated);
  await each('files', computeVerbs.writeFiles, opportunities);
  await call('seal', lightVerbs.sealNight, { run, rows, parts: opportunities.length });
  return { run, wallMs, cpuMs, counts };
}
