import { Command } from 'commander';
import { lookUp, nearestName } from '../domain/dictionary-lookup.ts';
import { opportunityNamesOf } from '../domain/dictionary.ts';
import { DaybreakError } from '../domain/errors.ts';
import type { IndexEntry } from '../domain/feature-index.ts';
import { factsOf, type FeatureFacts } from './dictionary-facts.ts';
import { factsText } from './dictionary-facts-text.ts';
import { outputWidth } from './dictionary-wrap.ts';
import type { DictionaryContents, DictionaryContext } from './dictionary-context.ts';

const EXAMPLES = `
Takes an id, a base name, or the name of a derived, attribute or aggregated feature; says what it means in the
language of the row's own explanation, where it comes from, its columns, and the models that use it.

Examples:
  npx daybreak dictionary show sample 201
  npx daybreak dictionary show sample long_call_01
  npx daybreak dictionary show sample user.login_SUM_7d
  npx daybreak dictionary show sample stage_ASOF --json
`;

export function showCommand(context: DictionaryContext): Command {
  return new Command('show')
    .description('explain a feature, or a row with all its features, in words')
    .argument('<dictionary>', 'name of the dictionary')
    .argument('<feature>', 'name of a feature, or id of a row')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, feature: string, { json }: { json?: true }) => {
      const contents = await context.read(name);
      const facts = lookUp(contents.dictionary, feature).map((found) => factsOf(contents, found));
      const retired = facts.length === 0 ? retiredEntry(contents, feature) : undefined;
      if (facts.length === 0 && !retired) throw unknownFeature(name, contents, feature);
      if (json) process.stdout.write(`${JSON.stringify(retired ? [retired] : facts.map(factsJson))}\n`);
      else
        process.stdout.write(
          retired
            ? retiredText(retired)
            : facts.map((fact) => factsText(fact, outputWidth(process.stdout.columns))).join('\n'),
        );
    });
}

/** The column of a feature that no row makes any more. */
const retiredEntry = ({ index }: DictionaryContents, feature: string): IndexEntry | undefined =>
  index.entries.find((entry) => entry.feature === feature);

const retiredText = ({ feature, column }: IndexEntry): string =>
  `${feature} is retired: no row of dictionary.csv makes it any more, and its column ${column} stays taken.\n`;

function unknownFeature(name: string, { dictionary, index }: DictionaryContents, text: string): DaybreakError {
  const columns = [...dictionary.rows.flatMap(opportunityNamesOf), ...index.entries.map(({ feature }) => feature)];
  const near = nearestName(dictionary, columns, text);
  const hint = near === undefined ? '' : `; did you mean "${near}"?`;
  const next = `look for it with: npx daybreak dictionary search ${name} WORDS`;
  return new DaybreakError('FEATURE_UNKNOWN', `${name} has no feature, row or id "${text}"${hint}`, next);
}

function factsJson({ name, row, source, explanation, features, models }: FeatureFacts): object {
  const base =
    row.kind === 'base' ? { functions: row.functions, times: row.windowDays, window_kind: row.windowKind } : {};
  return {
    name,
    kind: row.kind,
    id: row.id,
    dim: row.dim,
    business_line: row.businessLine,
    explain: row.explain,
    data_src: source,
    ...base,
    ...(row.kind === 'attribute' && row.vocab ? { vocab: row.vocab } : {}),
    more: row.more,
    csv_line: row.line,
    ...explanation,
    features,
    models,
  };
}
