import { dimensionsOf, OPPORTUNITY } from '../domain/dictionary.ts';
import type { ManifestFile } from '../domain/night-manifest.ts';
import type { NightSnapshot } from '../domain/night-snapshot.ts';
import { STAGES, type NightRun, type RunKind, type Stage } from '../domain/night.ts';
import { LEDGER, stageKey, stageName, type StageOutputs, type StageRecord } from '../domain/stage-record.ts';
import { BUDGET_NIGHTS, budgetsOf } from '../domain/budget.ts';
import { parseDate, type RunDate } from '../domain/run-date.ts';
import type { RecordTable } from '../stores/record-table.ts';
import type { Ports } from './ports.ts';
import { recordPages } from './record-pages.ts';
import { receiptsOf } from './receipt.ts';
import { rowStep } from './run-files.ts';
import { readSnapshot } from './snapshot.ts';
import { isOfStage, stepAttempts, timesAgain } from './step-attempts.ts';
import type { Verb } from './verb.ts';

/** A stage, or one dimension or scene of it, as the workflow saw it end. */
export interface EndedStage extends Pick<
  StageRecord,
  'stage' | 'dimension' | 'scene' | 'startedMs' | 'endedMs' | 'error'
> {
  readonly state: 'done' | 'failed';
  /** Left out where the receipts count them. */
  readonly rows?: number;
}

export interface StageTask {
  readonly run: NightRun;
  readonly kind: RunKind;
  /** Hash of the accepted rows. */
  readonly rows: string;
  readonly stages: readonly EndedStage[];
}

/**
 * Writes the lines of a stage that has ended into the ledger, with what it was made from and what it made. May be repeated.
 * @returns the attempts of each
 */
export const recordStage: Verb<StageTask, number[]> =
  (ports) =>
  async ({ run, kind, rows, stages }) => {
    const snapshot = await readSnapshot(ports.blobs, run);
    const store = await ports.openStore(run.dictionary, snapshot.timeZone);
    const again = await stepAttempts(ports, run);
    const attempts = stages.map((ended) => 1 + timesAgain(again.filter((attempt) => isOfStage(attempt, ended))));
    for (const [i, ended] of stages.entries()) {
      for (const { scene, files, counted } of await madeBy(ports, run, ended)) {
        const record: StageRecord = {
          ...ended,
          ...(scene === undefined ? {} : { scene }),
          ...run,
          kind,
          attempts: attempts[i] ?? 1,
          rows: ended.rows ?? counted,
          inputs: await inputsOf(store, run, snapshot, rows, ended.stage),
          outputs: outputsOf(ports, files),
        };
        await store.putRecord(LEDGER, stageKey(record), record);
      }
    }
    return attempts;
  };

/** Marks the lines of a run that was sealed. */
export async function sealStages(store: RecordTable, run: NightRun, snapshot: NightSnapshot): Promise<void> {
  for (const record of await recordsOf(store, run, ledgerLines(snapshot))) {
    if (record.state === 'done')
      await store.putRecord(LEDGER, stageKey(record), { ...record, state: 'sealed' } satisfies StageRecord);
  }
}

/**
 * The ledger of a dictionary, by night, run and stage: the whole of it, or of some run dates and of the newest nights, as many as budgets are
 * learnt from. Empty for a store from before there was one.
 */
export async function stageRecords(
  ports: Ports,
  dictionary: string,
  timeZone: string,
  dates?: Iterable<RunDate>,
): Promise<StageRecord[]> {
  const store = await ports.openStore(dictionary, timeZone);
  if (dates === undefined) return (await store.listRecords(LEDGER)).map(({ value }) => value as StageRecord);
  const nights = (await store.listRecords('nights')).map(({ key }) => key).filter((key) => parseDate(key) === key);
  const byDate = new Map<RunDate, StageRecord[]>();
  for (const date of dates) byDate.set(date, await stagesOf(store, date));
  for (const date of nights.sort().reverse()) {
    if (!byDate.has(date)) byDate.set(date, await stagesOf(store, date));
    if (isEnough([...byDate.values()].flat())) break;
  }
  return [...byDate.keys()].sort().flatMap((date) => byDate.get(date) ?? []);
}

const LINES_A_PAGE = 1_000;

async function stagesOf(store: RecordTable, date: RunDate): Promise<StageRecord[]> {
  const stages: StageRecord[] = [];
  for await (const page of recordPages(store, LEDGER, { prefix: `${date}/`, limit: LINES_A_PAGE }))
    stages.push(...page.map(({ value }) => value as StageRecord));
  return stages;
}

/** Whoever leaves one night out has as many as budgets are learnt from. */
const isEnough = (records: readonly StageRecord[]): boolean =>
  budgetsOf(records, BUDGET_NIGHTS + 1).some(({ nights }) => nights > BUDGET_NIGHTS);

interface Made {
  readonly scene: string | undefined;
  readonly files: readonly ManifestFile[];
  readonly counted: number;
}

/** What the receipts of a stage say; the feature files apart by scene. */
async function madeBy({ blobs }: Ports, run: NightRun, { stage, dimension, scene }: EndedStage): Promise<Made[]> {
  const step = receiptStep(stage, dimension);
  if (step === undefined) return [{ scene, files: [], counted: 0 }];
  const receipts = await receiptsOf(blobs, run, step);
  const files = receipts.flatMap((receipt) => [...receipt.files, ...(receipt.aside ?? [])]);
  if (stage !== 'files') return [{ scene, files, counted: sum(receipts.map(({ counts }) => counts['rows'] ?? 0)) }];
  const scenes = [...new Set(files.map(({ path }) => sceneIn(path)))].sort();
  return scenes.map((name) => {
    const own = files.filter(({ path }) => sceneIn(path) === name);
    return {
      scene: name,
      files: own,
      counted: sum(own.filter(({ path }) => path.endsWith('.ids')).map((f) => f.rows)),
    };
  });
}

/** `runs/1/features/<scene>/part-00000.ids`. */
const sceneIn = (path: string): string => path.split('/')[3] ?? '';

/** The keys of a stage's receipts begin with it; undefined for a stage that writes none. */
function receiptStep(stage: Stage, dimension: string | undefined): string | undefined {
  if (stage === 'compute') return rowStep('derived', dimension ?? OPPORTUNITY);
  if (stage === 'aggregate') return rowStep('aggregated', dimension ?? OPPORTUNITY);
  return stage === 'files' || stage === 'map' || stage === 'score' ? stage : undefined;
}

function outputsOf({ sha256 }: Ports, files: readonly ManifestFile[]): StageOutputs {
  const lines = files.map(({ path, sha256: hash }) => `${path.split('/').slice(2).join('/')} ${hash}\n`).sort();
  const bytes = sum(files.map((file) => file.bytes));
  return { files: files.length, bytes, sha256: files.length > 0 ? sha256(lines.join('')) : '' };
}

/** Which stages' outputs a stage reads; of the linked types only what is aggregated reaches the files. */
const READS: Readonly<Partial<Record<Stage, readonly Stage[]>>> = {
  files: ['compute', 'aggregate'],
  map: ['files'],
  score: ['map'],
  gate: ['files', 'score'],
  push: ['score'],
};

async function inputsOf(
  store: RecordTable,
  run: NightRun,
  snapshot: NightSnapshot,
  rows: string,
  stage: Stage,
): Promise<Record<string, string>> {
  const { dictionary, index, models, request, decisions } = snapshot.hashes;
  const own: Partial<Record<Stage, Record<string, string>>> = {
    ingest: { rows, dictionary },
    tag: { rows, dictionary, request },
    compute: { rows, dictionary, ...(decisions === undefined ? {} : { decisions }) },
    aggregate: { rows, dictionary, ...(decisions === undefined ? {} : { decisions }) },
    files: { index, request },
    map: { models },
    score: { models },
  };
  const read = ledgerLines(snapshot).filter(
    (line) =>
      READS[stage]?.includes(line.stage) === true && (line.stage !== 'compute' || line.dimension === OPPORTUNITY),
  );
  const made = (await recordsOf(store, run, read)).map((record) => [stageName(record), record.outputs.sha256] as const);
  return { ...own[stage], ...Object.fromEntries(made) };
}

type Line = Pick<StageRecord, 'stage' | 'dimension' | 'scene'>;

/** Every line that a run may have. */
function ledgerLines({ dictionary, scenes }: NightSnapshot): Line[] {
  const types = dimensionsOf(dictionary);
  return STAGES.flatMap((stage): Line[] => {
    if (stage === 'compute') return types.map((dimension) => ({ stage, dimension }));
    if (stage === 'aggregate') return types.filter((t) => t !== OPPORTUNITY).map((dimension) => ({ stage, dimension }));
    return [{ stage }, ...scenes.map(({ name: scene }) => ({ stage, scene }))];
  });
}

async function recordsOf(store: RecordTable, run: NightRun, lines: readonly Line[]): Promise<StageRecord[]> {
  const found = await Promise.all(lines.map((line) => store.getRecord(LEDGER, stageKey({ ...run, ...line }))));
  return found.filter((record) => record !== undefined) as StageRecord[];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
