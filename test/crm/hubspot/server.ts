import { randomUUID } from 'node:crypto';
import { startRestServer, type RestAnswer, type RestRequest, type RestServer } from '../rest-server.ts';
import { openAccount, type Account, type AccountRecord } from './account.ts';

/** A stand-in for a HubSpot account, written from the published contract that each part names. */
export interface HubspotServer extends RestServer {
  readonly account: Account;
  /** Scopes of the tokens it gives. */
  readonly scopes: Set<string>;
  readonly refreshToken: string;
  makeToken(): string;
  expireTokens(): void;
  /** How it speaks of a row that it does not take: by its trace id, by nothing, or by rejecting the batch. */
  badRows: 'traced' | 'nameless' | 'whole batch';
}

interface Input {
  readonly id: string;
  readonly idProperty?: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly objectWriteTraceId?: string;
}

interface BatchError {
  readonly status: 'error';
  readonly category: string;
  readonly message: string;
  readonly context: Readonly<Record<string, readonly string[]>>;
  readonly errors: readonly unknown[];
  readonly links: object;
}

/** https://developers.hubspot.com/docs/api-reference/error-handling */
export const hubspotFailure = (status: number, category: string, message: string, more: object = {}): RestAnswer => ({
  status,
  body: { status: 'error', message, correlationId: randomUUID(), category, ...more },
});

const PATHS =
  /^\/crm\/(?:v3\/(objects|properties)|(objects|properties)\/\d{4}-\d{2})\/deals(\/batch\/(?:read|update))?$/;

export async function startHubspot(): Promise<HubspotServer> {
  const account = openAccount();
  const good = new Set<string>();
  const scopes = new Set(['crm.objects.deals.read', 'crm.objects.deals.write', 'crm.schemas.deals.read']);

  const handle = ({ method, path, headers, body }: RestRequest): RestAnswer => {
    if (method === 'POST' && path === '/oauth/v1/token') return grant(body);
    if (!good.has(headers.authorization?.replace(/^Bearer /, '') ?? '')) {
      return hubspotFailure(401, 'EXPIRED_AUTHENTICATION', 'The OAuth token used to make this call expired.');
    }
    const [resource = ''] = path.split('?');
    const [, v3, dated, action] = PATHS.exec(resource) ?? [];
    const lacking = (scope: string): RestAnswer | undefined => (scopes.has(scope) ? undefined : missingScope(scope));
    if ((v3 ?? dated) === 'properties' && method === 'GET') {
      return lacking('crm.schemas.deals.read') ?? { status: 200, body: { results: account.properties } };
    }
    if (action === '/batch/read') return lacking('crm.objects.deals.read') ?? readBatch(account, body);
    if (action === '/batch/update') return lacking('crm.objects.deals.write') ?? updateBatch(body);
    return hubspotFailure(404, 'OBJECT_NOT_FOUND', 'resource not found');
  };

  /** https://developers.hubspot.com/docs/api-reference/legacy/authentication/oauth-v1/manage-oauth-tokens */
  const grant = (form: string): RestAnswer =>
    new URLSearchParams(form).get('refresh_token') === server.refreshToken
      ? { status: 200, body: { token_type: 'bearer', access_token: server.makeToken(), expires_in: 1_800 } }
      : hubspotFailure(400, 'BAD_REFRESH_TOKEN', 'missing or invalid refresh token');

  /**
   * https://developers.hubspot.com/docs/api-reference/legacy/crm/objects/objects/batch/update-objects; with a trace id a batch is taken in
   * part, see "Multi-status errors" of the page on errors.
   */
  function updateBatch(body: string): RestAnswer {
    const { inputs } = JSON.parse(body) as { inputs: Input[] };
    if (inputs.length > 100) return tooMany();
    const bad = inputs.flatMap((input) => account.badValues(input.properties));
    const stranger = bad.find(({ error }) => error === 'PROPERTY_DOESNT_EXIST' || error === 'READ_ONLY_VALUE');
    if (stranger) return invalid([stranger]);
    const whole = server.badRows === 'whole batch' || inputs.some((input) => input.objectWriteTraceId === undefined);
    if (bad.length > 0 && whole) return invalid(bad);
    const results: unknown[] = [];
    const errors: BatchError[] = [];
    for (const { id, idProperty, properties, objectWriteTraceId } of inputs) {
      const record = idProperty ? account.find(idProperty, id) : account.byRecordId.get(id);
      const context =
        server.badRows === 'traced' && objectWriteTraceId ? { objectWriteTraceId: [objectWriteTraceId] } : {};
      const wrong = account.badValues(properties);
      if (!record) errors.push(notFound([id]));
      else if (wrong.length > 0) {
        errors.push({
          ...batchError('VALIDATION_ERROR', `Property values were not valid: ${JSON.stringify(wrong)}`),
          context,
        });
      } else {
        account.set(record, properties);
        results.push({ ...shown(record, Object.keys(properties)), ...(objectWriteTraceId && { objectWriteTraceId }) });
      }
    }
    return batchAnswer(results, errors);
  }

  const rest = await startRestServer(handle);
  const server: HubspotServer = {
    ...rest,
    account,
    scopes,
    refreshToken: 'refresh-token',
    badRows: 'traced',
    makeToken() {
      const token = `pat-${randomUUID()}`;
      good.add(token);
      return token;
    },
    expireTokens() {
      good.clear();
    },
  };
  return server;
}

/** https://developers.hubspot.com/docs/api-reference/legacy/crm/objects/objects/batch/read-objects; the results are in no order. */
function readBatch(account: Account, body: string): RestAnswer {
  const { inputs, idProperty, properties } = JSON.parse(body) as {
    inputs: { id: string }[];
    idProperty?: string;
    properties: string[];
  };
  if (inputs.length > 100) return tooMany();
  const found = inputs.map(({ id }) => (idProperty ? account.find(idProperty, id) : account.byRecordId.get(id)));
  const missing = inputs.filter((_, at) => !found[at]).map(({ id }) => id);
  const results = found.flatMap((record) => (record ? [shown(record, properties)] : [])).reverse();
  return batchAnswer(results, missing.length > 0 ? [notFound(missing)] : []);
}

const shown = (record: AccountRecord, names: readonly string[]): object => ({
  ...record,
  properties: {
    hs_object_id: record.id,
    hs_lastmodifieddate: record.updatedAt,
    ...Object.fromEntries(names.map((name) => [name, record.properties[name] ?? null])),
  },
});

const batchAnswer = (results: readonly unknown[], errors: readonly BatchError[]): RestAnswer => {
  const at = new Date().toISOString();
  const times = { startedAt: at, completedAt: at };
  const failed = errors.length > 0 && { numErrors: errors.length, errors };
  return { status: failed ? 207 : 200, body: { status: 'COMPLETE', results, ...times, ...failed } };
};

const batchError = (category: string, message: string): BatchError => ({
  status: 'error',
  category,
  message,
  context: {},
  errors: [],
  links: {},
});

const notFound = (ids: readonly string[]): BatchError => ({
  ...batchError(
    'OBJECT_NOT_FOUND',
    'Could not get some DEAL objects, they may be deleted or not exist. Check that ids are valid.',
  ),
  context: { ids },
});

const invalid = (bad: readonly unknown[]): RestAnswer =>
  hubspotFailure(400, 'VALIDATION_ERROR', `Property values were not valid: ${JSON.stringify(bad)}`);

const tooMany = (): RestAnswer =>
  hubspotFailure(400, 'VALIDATION_ERROR', 'The maximum number of inputs supported in a batch request is 100');

const missingScope = (scope: string): RestAnswer =>
  hubspotFailure(403, 'MISSING_SCOPES', "This app hasn't been granted all required scopes to make this call.", {
    errors: [
      { message: 'One or more of the following scopes are required.', context: { requiredGranularScopes: [scope] } },
    ],
  });
