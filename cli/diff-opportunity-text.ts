import Table from 'cli-table3';
import { counted, grouped } from '../domain/counted.ts';
import type { OpportunityDiff, RankedScore } from '../domain/night-diff.ts';
import { numberText, runText } from './diff-text.ts';

/** How one opportunity differs, for a person. */
export function opportunityDiffText(diff: OpportunityDiff): string {
  const { before, now, opportunityId, features, sameFeatures, scores } = diff;
  const lines = [
    `${now.dictionary} ${opportunityId}: ${runText(now)}, compared with ${runText(before)}`,
    `  scenes  ${scenesText(diff)}`,
    ...scores.map(
      ({ model, output, before: was, now: is }) => `  ${model} ${output}  ${rankedText(was)} → ${rankedText(is)}`,
    ),
  ];
  const same = `${counted(sameFeatures, 'feature')} the same`;
  if (features.length === 0) return `${lines.join('\n')}\n  no feature differs; ${same}\n`;
  const table = new Table({
    head: ['feature', before.date, now.date, 'change'],
    style: { head: [], border: [], compact: true },
  });
  for (const { feature, before: was, now: is } of features) {
    const change = was === undefined || is === undefined ? '' : `${is > was ? '+' : ''}${numberText(is - was)}`;
    table.push([feature, valueText(was), valueText(is), change]);
  }
  return `${lines.join('\n')}\n${table.toString()}\n  ${same}\n`;
}

function scenesText({ scenesBefore, scenesNow }: OpportunityDiff): string {
  const [was, is] = [scenesBefore.join(', ') || 'none', scenesNow.join(', ') || 'none'];
  return was === is ? is : `${was} → ${is}`;
}

const rankedText = (ranked: RankedScore | undefined): string =>
  ranked ? `${numberText(ranked.score)} (rank ${grouped(ranked.rank)} of ${grouped(ranked.of)})` : 'no score';

const valueText = (value: number | undefined): string => (value === undefined ? 'absent' : numberText(value));
