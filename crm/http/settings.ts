import { z } from 'zod';
import { secretSchema } from '../../domain/crm-settings.ts';
import { webAddress } from '../web-address.ts';
import { mentions, takesOne } from './placeholders.ts';

const text = z.string().min(1);
/** Keys to a place in JSON, with dots between them: `data.items`, `results.0`; empty is the whole. */
const place = z.string();
const path = z.string().startsWith('/');
const method = z.enum(['GET', 'POST', 'PUT', 'PATCH']);
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const statuses = z.array(z.int().min(300).max(599));

const auth = z.union([
  z.literal('none'),
  z.strictObject({ bearer: secretSchema }),
  z.strictObject({ basic: z.strictObject({ user: text, password: secretSchema }) }),
  z.strictObject({ header: z.strictObject({ name: text, value: secretSchema }) }),
]);

const call = {
  path,
  /** A value that is `{ids}` alone becomes a parameter for each. */
  query: z.record(text, z.string()).default({}),
  /** JSON in which `{ids}`, `{fields}`, `{rows}` and so on stand for what the call is about. */
  body: z.json().optional(),
  /** Rows a call takes; one with `{id}` instead of a list takes one. */
  rows: z.int().min(1).optional(),
};

const read = z.strictObject({
  ...call,
  method: method.default('GET'),
  /** Where the list of records is in the answer; a record that is no list counts as a list of one. */
  records: place.default(''),
  /** Where in a record its id is. */
  id: text.default('id'),
  /** Where in a record its fields are. */
  values: place.default(''),
  /** Where in a record is what changes with every change. */
  version: text.optional(),
  /** An id that preflight asks for where there is no `describe`. */
  check: text.default('daybreak-preflight'),
});

const results = z.strictObject({
  /** Where the list of results is in the answer. */
  results: place,
  /** Where in a result the record's id is; without it, results stand in the order of the rows. */
  id: text.optional(),
  /** Where in a result it says what became of the row, and the words for it; any other word refuses the row. */
  status: text,
  written: z.array(scalar).min(1),
  conflict: z.array(scalar).default([]),
  /** Words for a row that may be taken later. */
  again: z.array(scalar).default([]),
  /** Where in a result the reason is. */
  reason: text.optional(),
});

const write = z.strictObject({
  ...call,
  method: method.default('PATCH'),
  /** One row, where `{rows}` are: `{id}`, `{values}` and, where records have one, `{version}`. */
  row: z.json().default({ id: '{id}', values: '{values}' }),
  /** `read`: the answer says nothing of rows, so they are read again. `trusted`: an answer of 2xx means that every row was written. */
  outcomes: z.union([z.literal('read'), z.literal('trusted'), results]).default('read'),
});

const describe = z.strictObject({
  method: method.default('GET'),
  path,
  query: z.record(text, z.string()).default({}),
  /** Where the fields are in the answer: a list, or an object by name. */
  fields: place.default(''),
  /** Where in a field its name is; left out where they are an object by name. */
  name: text.optional(),
  type: text.optional(),
  /** The CRM's words for types. */
  types: z
    .strictObject({ number: z.array(text), text: z.array(text), date: z.array(text) })
    .partial()
    .default({}),
  /** Where in a field its number of decimals is. */
  digits: text.optional(),
  /** Where in a field it says how many characters a text has at most. */
  characters: text.optional(),
  /** Where in a field it says whether this user may write it. */
  writable: text.optional(),
});

/** A record's address takes its values, any other the rows. */
const bodyOf = ({ path: at, body }: z.infer<typeof write>): z.infer<typeof write>['body'] =>
  body ?? (at.includes('{id}') ? '{values}' : '{rows}');

/** `crm.connection` of the HTTP CRM. */
export const httpSchema = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .refine((url) => !/[?#@]/.test(url), 'expected no user, query or fragment in it'),
    auth: auth.default('none'),
    headers: z.record(text, z.string()).default({}),
    /** By name of the field in the settings of the push: where it is among a record's fields, where that is not its name. */
    fields: z.record(text, text).default({}),
    /** How numbers are written. Both are understood when read. */
    numbers: z.enum(['number', 'text']).default('number'),
    /** What is written for an empty field. */
    empty: z.enum(['null', 'text']).default('null'),
    read,
    write,
    describe: describe.optional(),
    statuses: z
      .strictObject({
        throttled: statuses.default([429]),
        transient: statuses.default([408, 425]),
        /** What one row says is wrong: a call of several is sent in smaller ones. */
        rejected: statuses.default([400, 409, 412, 413, 414, 422, 423, 431]),
        /** Of them, somebody changed the record. */
        conflict: statuses.default([409, 412]),
        /** Of them, the same row may be taken later. */
        again: statuses.default([423]),
      })
      .prefault({}),
  })
  .transform((settings) => ({ ...settings, write: { ...settings.write, body: bodyOf(settings.write) } }))
  .superRefine(({ url, auth: login, read: r, write: w }, context) => {
    const wrong = (key: string[], message: string): void => {
      context.addIssue({ code: 'custom', path: key, message });
    };
    if (!mentions(r, '{ids}') && !mentions(r, '{id}')) wrong(['read'], 'expected {ids} or {id} in path, query or body');
    if (!mentions(w, '{rows}') && !mentions(w, '{id}'))
      wrong(['write'], 'expected {rows} or {id} in path, query or body');
    for (const [name, call] of Object.entries({ read: r, write: w }))
      if (takesOne(call) && (call.rows ?? 1) !== 1) wrong([name, 'rows'], 'a call with {id} takes one row');
    if (login !== 'none' && !webAddress.safeParse(url).success)
      wrong(['url'], 'expected https, because a secret goes along');
    if (JSON.stringify(w).includes('{version}') && r.version === undefined)
      wrong(['read', 'version'], 'write has {version}, so read must say where it is');
  });

export type HttpSettings = z.infer<typeof httpSchema>;
export type ResultSettings = z.infer<typeof results>;
export type DescribeSettings = z.infer<typeof describe>;
