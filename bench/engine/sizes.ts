import { execFile } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { opportunityNamesOf } from '../../domain/dictionary.ts';
import { parseDictionary } from '../../domain/parse-dictionary.ts';
import { deriveRows } from '../../engine/derive.ts';
import { writeLibsvm } from '../../engine/libsvm-writer.ts';
import { compilePlan, type Plan } from '../../engine/plan.ts';
import type { BenchContext } from '../context.ts';
import type { SuiteResult } from '../section.ts';
import { matrixOfBlock } from './plan-of.ts';
import { generatedBlocks } from './workload.ts';

const SAMPLE = join(import.meta.dirname, '../../dictionaries/sample/dictionary.csv');
/** What the field's literature says that LibSVM saves against JSON. */
const CLAIMED = 0.7;
const JSON_LINES = 'JSON lines';

/**
 * What the features of the sample dictionary take as JSON lines with their names, as LibSVM, and in denser forms: the same rows and numbers
 * in each, every number in its shortest form in both texts, ids in neither.
 */
export async function benchSizes({ size, folder, packages, say }: BenchContext): Promise<SuiteResult> {
  mkdirSync(folder, { recursive: true });
  const ids = size === 'small' ? 512 : 4_096;
  say('writing the same rows in many forms');
  const names = writeRows(folder, ids);
  const sizes = packages.versions.has('pyarrow') ? await allForms(packages.python, folder) : textForms(folder);
  const json = sizes[JSON_LINES] ?? Number.NaN;
  const section = {
    title: 'Size against JSON',
    notes: [
      `${ids.toLocaleString('en-US')} rows of the ${names.length} windowed features of dictionaries/sample, whose names have ${meanLength(names)} letters on average; generated values. ` +
        `The claim of the field’s literature is that LibSVM saves ${CLAIMED * 100}%.`,
    ],
    head: ['form', 'bytes', 'of JSON lines', 'saved', 'saves 70%', 'of JSON compressed alike'],
    rows: Object.entries(sizes).map(([form, bytes]) => [
      form,
      bytes.toLocaleString('en-US'),
      percent(bytes / json),
      percent(1 - bytes / json),
      form === JSON_LINES ? '' : bytes <= (1 - CLAIMED) * json ? 'yes' : 'no',
      percent(bytes / (sizes[alike(form)] ?? Number.NaN)),
    ]),
  };
  return { rows: [], sections: [section] };
}

function writeRows(folder: string, ids: number): readonly string[] {
  const { plan, names } = sample();
  const columnOf = Int32Array.from(names.keys(), (slot) => slot + 1);
  const [text, lines] = [openSync(join(folder, 'rows.libsvm'), 'w'), openSync(join(folder, 'rows.jsonl'), 'w')];
  const features = plan.bases.length;
  for (const block of generatedBlocks(ids, { features, fewest: 16, most: 420 })) {
    const blockIds = Array.from({ length: block.ids }, (_, i) => `${i}`);
    const { rows } = deriveRows(plan, matrixOfBlock(block, plan.depth), blockIds);
    for (const chunk of writeLibsvm(blockIds, [{ block: rows, rowOf: Int32Array.from(blockIds.keys()), columnOf }])) {
      writeSync(text, chunk);
    }
    for (let row = 0; row < block.ids; row++) {
      const named: Record<string, number> = {};
      for (let cell = rows.rowStart[row] ?? 0; cell < (rows.rowStart[row + 1] ?? 0); cell++) {
        named[names[rows.slot[cell] ?? 0] ?? ''] = rows.value[cell] ?? 0;
      }
      writeSync(lines, `${JSON.stringify(named)}\n`);
    }
  }
  closeSync(text);
  closeSync(lines);
  writeFileSync(join(folder, 'names.json'), JSON.stringify(names));
  return names;
}

/** The windowed rows of all dimensions of the sample as one plan, under the names that an opportunity has them by. */
function sample(): { plan: Plan; names: readonly string[] } {
  const [header = [], ...cells] = parse(readFileSync(SAMPLE, 'utf8'));
  const rows = cells.map((row, i) => ({ line: i + 2, cells: row }));
  const { dictionary } = parseDictionary('sample', { file: 'dictionary.csv', header, rows });
  const base = dictionary.rows.filter(({ kind }) => kind === 'base');
  return { plan: compilePlan(base), names: base.flatMap(opportunityNamesOf) };
}

async function allForms(python: string | undefined, folder: string): Promise<Record<string, number>> {
  const script = join(import.meta.dirname, 'peers/sizes.py');
  const { stdout } = await promisify(execFile)(python ?? 'python3', [script, folder], { maxBuffer: 1 << 24 });
  return z.record(z.string(), z.number()).parse(JSON.parse(stdout));
}

function textForms(folder: string): Record<string, number> {
  const bytes = (file: string): number => statSync(join(folder, file)).size;
  const zipped = (file: string): number => gzipSync(readFileSync(join(folder, file))).length;
  return {
    [JSON_LINES]: bytes('rows.jsonl'),
    'JSON lines, gzip': zipped('rows.jsonl'),
    LibSVM: bytes('rows.libsvm'),
    'LibSVM, gzip': zipped('rows.libsvm'),
  };
}

/** The JSON that a form is fairly held against: compressed where it is. npz compresses with gzip's deflate. */
const alike = (form: string): string =>
  form.endsWith('zstd') ? `${JSON_LINES}, zstd` : /gzip|compressed/.test(form) ? `${JSON_LINES}, gzip` : JSON_LINES;

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
const meanLength = (names: readonly string[]): string =>
  (names.reduce((sum, { length }) => sum + length, 0) / names.length).toFixed(1);
