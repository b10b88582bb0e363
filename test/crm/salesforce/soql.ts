import type { RestAnswer } from '../rest-server.ts';
import type { Org, OrgRecord } from './org.ts';
import { restError } from './rest-error.ts';

interface Soql {
  answer(resource: string, query: URLSearchParams, pageRows: number, root: string): RestAnswer;
}

const QUERY = /^SELECT ([\w, ]+) FROM (\w+) WHERE (\w+) IN \((.*)\)$/s;
const LITERAL = /'((?:[^'\\]|\\.)*)'/gs;
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** Queries of the one form `SELECT … FROM … WHERE … IN (…)`: https://developer.salesforce.com/docs/platform/api-rest/guide/resources-query.html */
export function openSoql(org: Org): Soql {
  const cursors = new Map<string, unknown[]>();

  const page = (rows: unknown[], totalSize: number, pageRows: number, root: string): RestAnswer => {
    const records = rows.slice(0, pageRows);
    const rest = rows.slice(pageRows);
    if (rest.length === 0) return { status: 200, body: { totalSize, done: true, records } };
    const cursor = `01g${String(cursors.size).padStart(12, '0')}-${pageRows}`;
    cursors.set(cursor, rest);
    return { status: 200, body: { totalSize, done: false, nextRecordsUrl: `${root}query/${cursor}`, records } };
  };

  return {
    answer(resource, query, pageRows, root) {
      const cursor = resource.split('/')[1];
      if (cursor) {
        const rest = cursors.get(cursor);
        return rest
          ? page(rest, rest.length, pageRows, root)
          : restError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
      }
      const [, columns = '', object, field = '', list = ''] = QUERY.exec(query.get('q') ?? '') ?? [];
      if (object !== org.object) return restError(400, 'MALFORMED_QUERY', 'unexpected token');
      const names = columns.split(',').map((name) => name.trim());
      const unknown = [...names, field].find((name) => !org.fields.some((known) => known.name === name));
      if (unknown) {
        return restError(400, 'INVALID_FIELD', `No such column '${unknown}' on entity '${object}'.`);
      }
      // texts compare without regard to case
      const wanted = new Set(
        [...list.matchAll(LITERAL)].map(([, text = '']) =>
          text.replace(/\\(.)/gs, (_, char: string) => ESCAPED[char] ?? char).toLowerCase(),
        ),
      );
      const shown = (record: OrgRecord): unknown => ({
        attributes: { type: object, url: `${root}sobjects/${object}/${record.Id}` },
        ...Object.fromEntries(names.map((name) => [name, record[name] ?? null])),
      });
      const found = [...org.records.values()]
        .filter((record) => wanted.has(String(record[field]).toLowerCase()))
        .map(shown);
      return page(found.reverse(), found.length, pageRows, root);
    },
  };
}
