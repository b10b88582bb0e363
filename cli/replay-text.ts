import { counted, grouped } from '../domain/counted.ts';
import { changedInputs, INPUT_TEXTS, type NightManifest } from '../domain/night-manifest.ts';
import type { NightResult } from '../domain/night-result.ts';
import type { ReplayOutlook } from '../workers/without-temporal.ts';

/** What a replay did, for a person. */
export function replayText(
  { run, counts, times, sealedBefore }: NightResult,
  before: NightManifest | undefined,
  after: NightManifest | undefined,
  folder: string,
): string {
  const seconds = times.reduce((sum, { startedMs, endedMs }) => sum + (endedMs - startedMs), 0) / 1000;
  const lines = [
    `replay ${run.dictionary} ${run.date}, run ${run.run}: ${sealedBefore ? 'was sealed, nothing was computed; done' : 'sealed'} in ${seconds.toFixed(1)} s`,
    ...(after ? comparedText(before, after) : []),
    counts.leadsWritten + counts.leadsSame === 0
      ? '  leads            not handed over (--push does that)'
      : `  leads            ${grouped(counts.leadsWritten)} written, ${grouped(counts.leadsSame)} unchanged`,
    `  files            ${folder}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** How the run that counts now differs from the one that counted before. */
function comparedText(before: NightManifest | undefined, after: NightManifest): string[] {
  if (!before) return ['  before           the night was not sealed'];
  if (before.run === after.run) return [`  run              ${after.run} counts, as before`];
  const inputs = changedInputs(before.inputs, after.inputs);
  const hashes = new Map(before.files.map(({ path, sha256 }) => [inRun(path), sha256]));
  const other = after.files.filter(({ path, sha256 }) => hashes.get(inRun(path)) !== sha256).length;
  const gone = new Set(after.files.map(({ path }) => inRun(path)));
  const missing = before.files.filter(({ path }) => !gone.has(inRun(path))).length;
  return [
    `  inputs           ${inputs.length === 0 ? `those of run ${before.run}` : `other ${inputs.map((input) => INPUT_TEXTS[input]).join(', ')} than run ${before.run}`}`,
    other + missing === 0
      ? `  bytes            those of run ${before.run}: ${counted(after.files.length, 'file')}`
      : `  bytes            ${counted(other, 'file')} of ${grouped(after.files.length)} differ from run ${before.run}${missing > 0 ? `, ${grouped(missing)} are gone` : ''}`,
  ];
}

const inRun = (path: string): string => path.replace(/^runs\/\d+\//, '');

/** What a replay would do, for a person. */
export function replayOutlookText({ of, sealed, asIs, takenOver, again, push }: ReplayOutlook): string {
  const steps = (counts: Readonly<Record<string, number>>): string => {
    const said = Object.entries(counts).map(([stage, count]) => `${stage} ${grouped(count)}`);
    return said.length === 0 ? 'nothing' : said.join(', ');
  };
  const lines = [
    `${of.dictionary} ${of.date}: would replay run ${of.run}, which ${sealed ? 'counts' : 'was never sealed'}`,
    ...(asIs
      ? ['  nothing is computed: the stages after sealing work on that run']
      : [
          `  taken over       ${steps(takenOver)} (steps)`,
          `  done again       ${steps(again)} (steps that it had done)`,
        ]),
    `  leads            ${push ? 'handed over to the CRM' : 'not handed over'}`,
  ];
  return `${lines.join('\n')}\n`;
}
