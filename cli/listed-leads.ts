import { groupBy } from '../domain/group-by.ts';
import type { RunDate } from '../domain/run-date.ts';
import type { RankedScene } from '../domain/ranked-scene.ts';
import { rankedLeads, toldBookLeads } from '../workers/without-temporal.ts';
import type { CliContext } from './context.ts';
import { leadTable } from './lead-table.ts';

type BookLead = Awaited<ReturnType<ReturnType<CliContext['ports']>['book']['leads']>>[number];
type ModelLead = BookLead & { readonly reasons?: string };
type RankedLead = RankedScene['leads'][number] &
  Pick<RankedScene, 'scene' | 'run' | 'by' | 'outputs'> &
  Pick<BookLead, 'madeFrom'>;

/** A lead of Daybreak's own list: of a scene with a `score` one by that (`by`), else one by the first output of each model. */
type ListedLead = ModelLead | RankedLead;

interface ListQuery {
  readonly dictionary: string;
  readonly date: RunDate;
  /** Of each scene that has a `score`, and of each model of the others. */
  readonly top: number;
  readonly scene: string | undefined;
  readonly reasons: boolean;
}

/** The best leads of Daybreak's own list by scene; none where nothing of that date, or scene, is in it. */
export async function listedLeads(context: CliContext, query: ListQuery): Promise<ListedLead[]> {
  const { dictionary, date, top, scene: asked, reasons } = query;
  const ports = context.ports();
  const book = (await ports.book.leads(dictionary, date, top)).filter(
    ({ scene }) => asked === undefined || scene === asked,
  );
  const listed: ListedLead[] = [];
  for (const [scene, leads] of groupBy(book, (lead) => lead.scene)) {
    const run = { dictionary, date, run: leads.reduce((newest, lead) => Math.max(newest, lead.run), 0) };
    const ranked = await rankedLeads(ports, { run, scene, top, reasons });
    if (ranked) {
      const { leads: best, ...of } = ranked;
      const madeFrom: Record<string, RunDate | null> = {};
      for (const lead of leads) Object.assign(madeFrom, lead.madeFrom);
      const from = Object.keys(madeFrom).length > 0 ? { madeFrom } : {};
      for (const lead of best) listed.push({ ...of, ...lead, ...from });
      continue;
    }
    const told = reasons ? await toldBookLeads(ports, { dictionary, date }, leads) : undefined;
    for (const [i, lead] of leads.entries()) listed.push(told ? { ...lead, reasons: told[i] ?? '' } : lead);
  }
  return listed;
}

/** A table for each scene with a `score`, and for each model of the others. */
export function leadsText(leads: readonly ListedLead[]): string {
  const tables = groupBy(leads, titleOf);
  return [...tables].map(([title, rows]) => `${title}${madeFromText(rows[0])}\n${tableOf(rows)}\n`).join('\n');
}

const titleOf = (lead: ListedLead): string =>
  `scene ${lead.scene}, ${'by' in lead ? `by ${lead.by}` : `model ${lead.model}`}`;

function tableOf(rows: readonly ListedLead[]): string {
  const [first] = rows;
  const why = rows.some(({ reasons }) => reasons !== undefined);
  const score = first && 'by' in first ? ['score'] : [];
  const table = leadTable(['', 'opportunity', ...score, ...(first?.outputs ?? [])], why);
  for (const [i, lead] of rows.entries()) {
    const numbers = ['score' in lead ? lead.score : [], lead.scores].flat();
    const said = why ? [lead.reasons ?? ''] : [];
    table.push([i + 1, lead.opportunityId, ...numbers.map((number) => number.toFixed(4)), ...said]);
  }
  return table.toString();
}

/** What of the data behind the scores is not of the night itself. */
function madeFromText(lead: ListedLead | undefined): string {
  const parts = Object.entries(lead?.madeFrom ?? {}).map(([type, date]) =>
    date === null ? `without ${type}` : `${type} of ${date}`,
  );
  return parts.length > 0 ? ` (made ${parts.join(', ')})` : '';
}
