import { parse } from 'csv-parse/sync';
import type { RestAnswer } from '../rest-server.ts';
import type { Org, OrgValue } from './org.ts';
import { restError } from './rest-error.ts';

/** Jobs of Bulk API 2.0: https://developer.salesforce.com/docs/platform/api-asynch/guide/bulk-api-2-0-ingest.html */
export interface BulkJobs {
  readonly jobs: Job[];
  /** How many rows a job comes to before it fails; the others are unprocessed. */
  stopAfter: number;
  /** How many questions after a job's state are answered `InProgress`. */
  patience: number;
  /** Whether a job ends just before it is aborted. */
  endsLate: boolean;
  answer(method: string, resource: string, body: string): RestAnswer;
}

interface Job {
  readonly id: string;
  readonly object: string;
  readonly operation: string;
  state: 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';
  csv: string;
  errorMessage?: string;
  asked: number;
  readonly done: string[];
  readonly failed: string[];
  readonly unprocessed: string[];
  heading: string;
}

const line = (cells: readonly string[]): string => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');

export function bulkJobs(org: Org): BulkJobs {
  const known = new Map(org.fields.map((field) => [field.name, field]));
  const all: BulkJobs = { jobs: [], stopAfter: Number.POSITIVE_INFINITY, patience: 1, endsLate: false, answer };

  /** An empty cell leaves its field as it is; `#N/A` empties it. */
  function valuesOf(names: readonly string[], cells: readonly string[]): Record<string, OrgValue> | string {
    const values: Record<string, OrgValue> = {};
    for (const [at, name] of names.entries()) {
      const cell = cells[at] ?? '';
      if (name === 'Id' || cell === '') continue;
      const number = known.get(name)?.type === 'double';
      if (number && cell !== '#N/A' && Number.isNaN(Number(cell)))
        return `INVALID_TYPE_ON_FIELD_IN_RECORD:${name}: value not of required type: ${cell}:${name} --`;
      values[name] = cell === '#N/A' ? null : number ? Number(cell) : cell;
    }
    return values;
  }

  function run(job: Job): void {
    const [names = [], ...rows] = parse(job.csv);
    job.heading = line(names);
    const stranger = names.find((name) => !known.has(name));
    if (stranger) {
      job.state = 'Failed';
      job.errorMessage = `InvalidBatch : Field name not found : ${stranger}`;
      job.unprocessed.push(...rows.map(line));
      return;
    }
    for (const [at, cells] of rows.entries()) {
      if (at >= all.stopAfter) {
        job.unprocessed.push(line(cells));
        continue;
      }
      const recordId = cells[names.indexOf('Id')] ?? '';
      const values = valuesOf(names, cells);
      const error = typeof values === 'string' ? undefined : org.save(recordId, values);
      const said = error ? `${error.statusCode}:${error.message}:${error.fields.join(' ')} --` : values;
      if (typeof said === 'string') job.failed.push(`${line([recordId, said])},${line(cells)}`);
      else job.done.push(`${line([recordId, 'false'])},${line(cells)}`);
    }
    job.state = all.stopAfter < rows.length ? 'Failed' : 'JobComplete';
    if (job.state === 'Failed') job.errorMessage = 'InternalServerError : the batch failed after 20 retries';
  }

  const shown = ({ id, object, operation, state, errorMessage }: Job): unknown => ({
    id,
    object,
    operation,
    state,
    contentType: 'CSV',
    contentUrl: `services/data/v62.0/jobs/ingest/${id}/batches`,
    ...(errorMessage && { errorMessage }),
  });

  /** The order of the results is not that of the file. */
  const results = (heading: string, lines: readonly string[]): RestAnswer => ({
    status: 200,
    body: `${[heading, ...lines.toReversed()].join('\n')}\n`,
  });

  function create(body: string): RestAnswer {
    const wanted = JSON.parse(body) as Pick<Job, 'object' | 'operation'>;
    if (wanted.object !== org.object) return restError(400, 'INVALIDENTITY', 'no such object');
    const id = `750${String(all.jobs.length).padStart(15, '0')}`;
    const job: Job = {
      ...wanted,
      id,
      state: 'Open',
      csv: '',
      asked: 0,
      done: [],
      failed: [],
      unprocessed: [],
      heading: '',
    };
    all.jobs.push(job);
    return { status: 200, body: shown(job) };
  }

  function changeState(job: Job, body: string): RestAnswer {
    const { state } = JSON.parse(body) as Pick<Job, 'state'>;
    if (state === 'Aborted' && all.endsLate) {
      run(job);
      return restError(400, 'INVALIDJOBSTATE', 'Aborting a job that is complete is not allowed');
    }
    job.state = state;
    if (state === 'Aborted') {
      const [names = [], ...rows] = parse(job.csv);
      job.heading = line(names);
      job.unprocessed.push(...rows.map(line));
    }
    return { status: 200, body: shown(job) };
  }

  function answer(method: string, resource: string, body: string): RestAnswer {
    const [, , id, kind] = resource.replace(/\/$/, '').split('/');
    if (!id) return create(body);
    const job = all.jobs.find((one) => one.id === id);
    if (!job) return restError(404, 'NOT_FOUND', 'no such job');
    if (method === 'PUT' && kind === 'batches') {
      if (job.state !== 'Open') return restError(400, 'INVALIDJOBSTATE', 'the job is not open');
      job.csv += body;
      return { status: 201 };
    }
    if (method === 'PATCH') return changeState(job, body);
    if (kind === 'successfulResults') return results(`"sf__Id","sf__Created",${job.heading}`, job.done);
    if (kind === 'failedResults') return results(`"sf__Id","sf__Error",${job.heading}`, job.failed);
    if (kind === 'unprocessedrecords') return results(job.heading, job.unprocessed);
    if (job.state === 'UploadComplete' || job.state === 'InProgress') {
      if (job.asked++ < all.patience) job.state = 'InProgress';
      else run(job);
    }
    return { status: 200, body: shown(job) };
  }

  return all;
}
