import { counted, grouped } from '../domain/counted.ts';
import type { SceneGate } from '../domain/gate-result.ts';
import type { NightManifest } from '../domain/night-manifest.ts';
import { REASON_TEXTS, REASONS, type NightWork } from '../domain/night-work.ts';
import type { NightResult } from '../domain/night-result.ts';
import { pushLine } from './push-text.ts';

export { workflowUrl } from '../domain/workflow-url.ts';

/** What a night did, for a person. @param gates what was found before the push */
export function nightText(result: NightResult, folder: string, gates: readonly SceneGate[]): string {
  const { run, counts, scenes, times } = result;
  const seconds =
    times
      .filter(({ stage }) => stage !== 'wait')
      .reduce((sum, { startedMs, endedMs }) => sum + (endedMs - startedMs), 0) / 1000;
  const linked = Object.entries(counts.ids).map(([type, n]) => `${grouped(n)} ${type}`);
  const lines = [
    `night ${run.dictionary} ${run.date}, run ${run.run}: ${result.sealedBefore ? 'was sealed; pushed' : 'sealed and delivered'} in ${seconds.toFixed(1)} s${result.late ? ', LATE' : ''}`,
    ...(result.sealedBefore
      ? []
      : [
          `  days made anew   ${grouped(counts.staleDays)}`,
          `  ids              ${linked.join(', ')}`,
          `  values           ${grouped(counts.derivedValues)} derived, ${grouped(counts.aggregatedValues)} aggregated`,
          `  derived rows     ${workText(counts.work.derived)}`,
          `  aggregated rows  ${workText(counts.work.aggregated)}`,
        ]),
    ...(result.newFeatures > 0
      ? [`  new features     ${grouped(result.newFeatures)} (they have columns in index.csv now)`]
      : []),
    ...(counts.unknown > 0
      ? [
          `  unknown ids      ${grouped(counts.unknown)} of the population list, left out: ${result.unknownExamples.join(', ')}`,
        ]
      : []),
    ...(counts.overflows > 0 ? [`  too large        ${grouped(counts.overflows)} values left out`] : []),
    ...scenes.map(({ name, opportunities, models }) => sceneLine(name, opportunities, models)),
    ...emptyScenes(result).map(
      (name) => `  Warning: no opportunity is in the population of scene ${name} at ${run.date}`,
    ),
    ...gates.flatMap(warningLine),
    `  leads            ${grouped(counts.leadsWritten)} written, ${grouped(counts.leadsSame)} unchanged; one for each opportunity, scene and model`,
    ...(result.pushes ?? []).map((push) => `  CRM              ${pushLine(push, run)}`),
    `  files            ${folder}`,
    `  report           ${folder}/report.html`,
  ];
  return `${lines.join('\n')}\n`;
}

/** A night that had nothing to do. */
export function sealedText({ dictionary, date, run, scenes }: NightManifest, folder: string): string {
  const lines = [
    `night ${dictionary} ${date}, run ${run}: sealed and delivered before with the same inputs; nothing to do`,
    ...scenes.map(({ name, opportunities, models }) => sceneLine(name, opportunities, models)),
    `  files            ${folder}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** How many rows were computed and why, and how many were taken over from the night before. */
const workText = ({ reused, computed }: NightWork): string => {
  const total = Object.values(computed).reduce((sum, rows) => sum + rows, 0);
  const why = REASONS.flatMap((reason) => {
    const rows = computed[reason];
    return rows === undefined ? [] : [`${grouped(rows)} ${REASON_TEXTS[reason]}`];
  });
  return `${grouped(total)} computed${why.length > 0 ? ` (${why.join(', ')})` : ''}, ${grouped(reused)} taken over`;
};

/** What a gate warns of; what it keeps back is said apart. */
function warningLine({ scene, outcome, results }: SceneGate): string[] {
  // In a scene that passed, what would hold another one only warned.
  const warnings = results.filter(({ state }) => state === 'warn' || (state === 'hold' && outcome === 'passed'));
  const [first] = warnings;
  if (!first) return [];
  return [
    `  gate             ${scene}: ${counted(warnings.length, 'warning')}, the first: ${first.said}; all are in the report`,
  ];
}

/** Scenes without anybody: more often a slip in a rule, a list or a date than meant. */
const emptyScenes = ({ scenes }: NightResult): string[] =>
  scenes.filter(({ opportunities }) => opportunities === 0).map(({ name }) => name);

const sceneLine = (name: string, opportunities: number, models: readonly string[]): string =>
  `  scene ${name.padEnd(10)} ${counted(opportunities, 'opportunity', 'opportunities')}, ${models.length > 0 ? `scored by ${models.join(', ')}` : 'no models: it ends with its feature files'}`;
