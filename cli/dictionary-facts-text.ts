import { colors } from './colors.ts';
import { explainParts, wordsFor } from '../domain/explain-feature.ts';
import type { ExplainWords, Label } from '../domain/explain-words.ts';
import { columnRanges } from './dictionary-columns.ts';
import type { FeatureColumn, FeatureFacts } from './dictionary-facts.ts';
import { displayWidth, labelled } from './dictionary-wrap.ts';

/** The facts as a paragraph of labelled lines, in the language of the row's explanation. */
export function factsText(facts: FeatureFacts, width: number): string {
  const words = wordsFor(facts.row);
  const lines = factLines(facts, words);
  const labelWidth = Math.max(...lines.map(([label]) => displayWidth(label)));
  const title = `${colors.bold(facts.name)}${facts.row.explain === '' ? '' : `  ${facts.row.explain}`}\n`;
  return title + lines.map(([label, text]) => labelled(label, text, labelWidth, width)).join('');
}

function factLines(facts: FeatureFacts, words: ExplainWords): [string, string][] {
  const { row, explanation, features, models, source } = facts;
  const { labels } = words;
  const parts =
    row.kind === 'base' && explanation.meaning.length === 0 ? explainParts(row) : { functions: [], windows: [] };
  const line = (label: Label, text: string | undefined): [string, string][] =>
    text === undefined || text === '' ? [] : [[labels[label], text]];
  const used = models.map(({ model, features: names }) =>
    features.length > 1 ? `${model}: ${names.join(', ')}` : model,
  );
  const { owner, ...more } = row.more;
  return [
    ...line('meaning', explanation.meaning.join('; ')),
    ...line('day', explanation.day),
    ...line('functions', parts.functions.join('\n')),
    ...line('windows', parts.windows.join('; ')),
    ...line('absent', explanation.absent),
    ...line('dim', row.dim),
    ...line('row', `id ${row.id}, dictionary.csv:${row.line}`),
    ...line('owner', owner),
    ...line('source', source),
    ...Object.entries(more),
    ...line(features.length > 1 ? 'columns' : 'column', columnText(facts.name, features, words)),
    ...line('models', used.join('\n') || labels.none),
  ];
}

function columnText(name: string, features: readonly FeatureColumn[], { labels }: ExplainWords): string {
  const [only] = features;
  if (only === undefined) return labels.noColumn;
  const columns = features.map(({ column }) => column).filter((column) => column !== undefined);
  if (columns.length === 0) return labels.notLocked;
  if (features.length > 1) return columnRanges(columns);
  const about = only.feature === name || only.feature.startsWith(`${name}_`) ? '' : `${only.feature}: `;
  return `${about}${columnRanges(columns)} (${String(only.state)})`;
}
