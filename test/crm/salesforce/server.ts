import { startRestServer, type RestAnswer, type RestRequest, type RestServer } from '../rest-server.ts';
import { bulkJobs, type BulkJobs } from './bulk-jobs.ts';
import { openOrg, type Org, type OrgValue } from './org.ts';
import { restError } from './rest-error.ts';
import { openSoql } from './soql.ts';
import { tokens, type Tokens } from './tokens.ts';

/** A stand-in for a Salesforce org, written from the published contract that each part names. */
export interface SalesforceServer extends RestServer {
  readonly org: Org;
  readonly tokens: Tokens;
  readonly bulk: BulkJobs;
  /** Records of a page of a query. */
  pageRows: number;
}

const ROOT = /^\/services\/data\/v\d+\.0\//;

export async function startSalesforce(): Promise<SalesforceServer> {
  const org = openOrg();
  const login = tokens();
  const bulk = bulkJobs(org);
  const soql = openSoql(org);

  const handle = (request: RestRequest): RestAnswer => {
    const { method, path } = request;
    if (path === '/services/oauth2/token') return login.grant(request.body);
    if (!login.accepts(request.headers.authorization)) {
      return restError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
    }
    const below = path.replace(ROOT, '');
    if (below === path) return restError(404, 'NOT_FOUND', 'The requested resource does not exist');
    const [resource = '', query] = below.split('?');
    if (method === 'GET' && resource.startsWith('query')) {
      return soql.answer(resource, new URLSearchParams(query), server.pageRows, path.slice(0, -below.length));
    }
    if (method === 'PATCH' && resource === 'composite/sobjects') return updateCollection(org, request.body);
    if (method === 'GET' && resource === `sobjects/${org.object}/describe`) return { status: 200, body: describe(org) };
    if (resource.startsWith('jobs/ingest')) return bulk.answer(method, resource, request.body);
    return restError(404, 'NOT_FOUND', 'The requested resource does not exist');
  };

  const rest = await startRestServer(handle);
  const server: SalesforceServer = { ...rest, org, tokens: login, bulk, pageRows: 2_000 };
  return server;
}

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections-update.html */
function updateCollection(org: Org, body: string): RestAnswer {
  const { records, allOrNone } = JSON.parse(body) as {
    allOrNone?: boolean;
    records: { attributes: { type: string }; id?: string; Id?: string; [field: string]: unknown }[];
  };
  if (allOrNone) return restError(501, 'NOT_PLAYED', 'this stand-in plays allOrNone: false only');
  if (records.length > 200) {
    return restError(
      400,
      'EXCEEDED_ID_LIMIT',
      'record limit reached. cannot submit more than 200 records in this call',
    );
  }
  const known = new Map(org.fields.map((field) => [field.name, field]));
  const rows: { id: string; values: Record<string, OrgValue> }[] = [];
  for (const { attributes, id, Id, ...values } of records) {
    if (attributes.type !== org.object)
      return restError(400, 'INVALID_TYPE', `sObject type '${attributes.type}' is not supported.`);
    for (const [name, value] of Object.entries(values)) {
      const field = known.get(name);
      if (!field) {
        return restError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${org.object}`);
      }
      if (typeof value === 'string' && field.type === 'double' && Number.isNaN(Number(value))) {
        const message = `Cannot deserialize instance of double from VALUE_STRING value ${value} or request may be missing a required field`;
        return restError(400, 'JSON_PARSER_ERROR', message);
      }
    }
    rows.push({ id: id ?? Id ?? '', values: values as Record<string, OrgValue> });
  }
  const results = rows.map(({ id, values }) => {
    const error = org.save(id, values);
    return error ? { success: false, errors: [error] } : { id, success: true, errors: [] };
  });
  return { status: 200, body: results };
}

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-sobject-describe.html */
const describe = (org: Org): unknown => ({
  name: org.object,
  updateable: org.editable,
  queryable: true,
  fields: org.fields.map((field) => ({
    externalId: false,
    unique: false,
    calculated: false,
    htmlFormatted: false,
    scale: 0,
    length: 0,
    ...field,
    updateable: org.editable && !field.calculated && !org.readOnly.has(field.name),
  })),
});
