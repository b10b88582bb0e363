import type { ServerFaults } from './http-server-faults.ts';
import type { RowResult, RowWrite, ServerRecords } from './http-server-records.ts';

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the call may have changed records. */
  readonly writes?: true;
}

/** Of a call that a row like this rejects. */
const STATUSES = { updated: 200, missing: 422, conflict: 409, locked: 423, invalid: 422 } as const;

const ok = (body: unknown): Answer => ({ status: 200, body });
const wrote = (status: number, body: unknown): Answer => ({ status, body, writes: true });
const notFound: Answer = { status: 404, body: { error: 'there is no such thing' } };

/**
 * The paths of the server:
 *
 *     GET   /fields                  {"fields": [{"name", "type", "scale", "writable"}]}
 *     POST  /opportunities/read      {"ids": []} -> {"records": [{"external_id", "version", "fields": {}}]}
 *     PATCH /opportunities           {"records": [{"external_id", "version"?, "fields": {}}]} -> {"results": [{"external_id", "status", "message"?}]}
 *     GET   /plain?id=a&id=b         the same records as a bare list
 *     PATCH /plain                   as /opportunities, and says only that all went well
 *     GET   /plain/<id>              one record, or 404
 *     PATCH /plain/<id>              its fields; 404, 409, 422 or {"message"}
 */
export function answer(call: Call, records: ServerRecords, faults: ServerFaults): Answer {
  const { method, path, query, body } = call;
  const found = (ids: readonly string[]) => ids.flatMap((id) => records.find(id) ?? []);
  const one = /^\/plain\/(.+)$/.exec(path)?.[1];
  if (one !== undefined) return plainRecord(method, decodeURIComponent(one), body, records, faults);
  switch (`${method} ${path}`) {
    case 'GET /fields':
      return ok({ fields: records.fields.map((field) => ({ ...field, writable: !faults.readOnly })) });
    case 'POST /opportunities/read':
      return ok({ records: found((body as { ids: string[] }).ids) });
    case 'GET /plain':
      return ok(found(query.getAll('id')));
    case 'PATCH /opportunities':
    case 'PATCH /plain': {
      const { results, rejected } = write((body as { records: RowWrite[] }).records, records, faults);
      if (faults.readOnly) return { status: 403, body: { error: 'this user may not write opportunities' } };
      if (rejected)
        return {
          status: STATUSES[rejected.status],
          body: { error: `row ${rejected.external_id}: ${rejected.message ?? rejected.status}` },
        };
      if (path === '/plain') return wrote(200, { error: false, message: 'Updated Successfully' });
      return wrote(200, { results: results.slice(0, results.length - faults.silentRows) });
    }
    default:
      return notFound;
  }
}

function write(
  rows: readonly RowWrite[],
  records: ServerRecords,
  faults: ServerFaults,
): { results: RowResult[]; rejected?: RowResult } {
  if (faults.readOnly) return { results: [] };
  const rejected = faults.wholeBatch ? rows.map((row) => records.fault(row)).find((fault) => fault) : undefined;
  if (rejected) return { results: [], rejected };
  const silent = rows.length - faults.silentRows;
  return {
    results: rows.map((row, i) =>
      faults.lies || i >= silent ? { external_id: row.external_id, status: 'updated' } : records.store(row),
    ),
  };
}

function plainRecord(method: string, id: string, body: unknown, records: ServerRecords, faults: ServerFaults): Answer {
  if (method === 'GET') {
    const record = records.find(id);
    return record ? ok(record) : notFound;
  }
  if (faults.readOnly) return { status: 403, body: { error: 'this user may not write opportunities' } };
  const row = { external_id: id, ...(body as Omit<RowWrite, 'external_id'>) };
  const result = faults.lies ? ({ external_id: id, status: 'updated' } as const) : records.store(row);
  const status = result.status === 'missing' ? 404 : STATUSES[result.status];
  return wrote(
    status,
    status === 200 ? { message: 'Updated Successfully' } : { error: result.message ?? result.status },
  );
}
