import { Command, InvalidArgumentError } from 'commander';
import { nearestName } from '../domain/dictionary-lookup.ts';
import { searchDictionary } from '../domain/dictionary-search.ts';
import { baseNameOf, opportunityNamesOf, type DictionaryRow } from '../domain/dictionary.ts';
import { columnRanges } from './dictionary-columns.ts';
import { columnsOf, modelsUsing } from './dictionary-facts.ts';
import { searchText, type SearchResult } from './dictionary-search-text.ts';
import { outputWidth } from './dictionary-wrap.ts';
import type { DictionaryContents, DictionaryContext } from './dictionary-context.ts';

const EXAMPLES = `
Every word must be found: in an id, a name, an explanation, a business line, an entity type, a function, a source, a
further column such as owner, or the name of a model that uses the row. The best come first.

Examples:
  npx daybreak dictionary search sample login
  npx daybreak dictionary search sample "talk 02"
  npx daybreak dictionary search sample win               what the model win is made of
  npx daybreak dictionary search sample call --top 3 --json
`;

interface SearchOptions {
  readonly top: number;
  readonly json?: true;
}

export function searchCommand(context: DictionaryContext): Command {
  return new Command('search')
    .description('find rows by id, name, explanation, line or model')
    .argument('<dictionary>', 'name of the dictionary')
    .argument('<words...>', 'what to look for')
    .option('--top <n>', 'at most so many rows', atLeastOne, 20)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, words: string[], { top, json }: SearchOptions) => {
      const contents = await context.read(name);
      const result = search(contents, words.join(' '));
      const shown = { ...result, rows: result.rows.slice(0, top) };
      process.stdout.write(
        json ? `${JSON.stringify(shown)}\n` : searchText(shown, outputWidth(process.stdout.columns)),
      );
    });
}

function atLeastOne(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 1 on.');
  return Number(text);
}

function search(contents: DictionaryContents, text: string): SearchResult {
  const { dictionary } = contents;
  const modelsOf = (row: DictionaryRow): string[] =>
    modelsUsing(contents, opportunityNamesOf(row)).map(({ model }) => model);
  const hits = searchDictionary(dictionary, text, modelsOf);
  const columns = (row: DictionaryRow): number[] =>
    columnsOf(contents, opportunityNamesOf(row)).flatMap(({ column }) => (column === undefined ? [] : [column]));
  return {
    found: hits.length,
    nearest: hits.length > 0 ? undefined : nearestName(dictionary, dictionary.rows.flatMap(opportunityNamesOf), text),
    rows: hits.map(({ row }) => ({
      id: row.id,
      name: baseNameOf(row),
      dim: row.dim,
      explain: row.explain,
      columns: columnRanges(columns(row)),
      models: modelsOf(row),
    })),
  };
}
