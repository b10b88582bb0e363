import { z } from 'zod';
import { CrmError } from '../crm.ts';
import { TrytonRefusal } from './answer-error.ts';
import { shaped, type TrytonSession } from './session.ts';

/** A field as `fields_get` describes it for this user. */
export interface TrytonField {
  readonly type: string;
  /** Also when this user may not write it. */
  readonly readonly: boolean;
  /** Decimals that it keeps; undefined where they depend on the record or are not limited. */
  readonly digits: number | undefined;
}

export interface TrytonModel {
  readonly name: string;
  /** By name; asked for once and kept. @throws CrmError `permanent` naming those that the model has not */
  fields(names: readonly string[]): Promise<ReadonlyMap<string, TrytonField>>;
  /** Asks again: those there are, which may be fewer. @throws CrmError `permanent` where there is no such model */
  fieldsNow(names: readonly string[]): Promise<ReadonlyMap<string, TrytonField>>;
  /** @throws CrmError */
  rights(): Promise<{ readonly read: boolean; readonly write: boolean }>;
  /** A method of the model. @throws CrmError, TrytonRefusal */
  call(method: string, params: readonly unknown[], context?: Readonly<Record<string, unknown>>): Promise<unknown>;
}

const fieldSchema = z.object({ type: z.string(), readonly: z.boolean().nullish(), digits: z.string().nullish() });
const fieldsSchema = z.record(z.string(), fieldSchema);
const right = z.union([z.boolean(), z.number(), z.null()]);
const rightsSchema = z.record(z.string(), z.object({ read: right, write: right }));

export function trytonModel(session: TrytonSession, name: string): TrytonModel {
  const known = new Map<string, TrytonField>();

  const fieldsNow = async (names: readonly string[]): Promise<ReadonlyMap<string, TrytonField>> => {
    const described = shaped(fieldsSchema, await asked(session, `model.${name}.fields_get`, [names, 0]), 'fields_get');
    const found = new Map<string, TrytonField>();
    for (const [field, { type, readonly, digits }] of Object.entries(described)) {
      found.set(field, { type, readonly: readonly === true, digits: decimals(digits) });
    }
    for (const field of names) known.delete(field);
    for (const [field, description] of found) known.set(field, description);
    return found;
  };

  return {
    name,
    fieldsNow,
    async fields(names) {
      if (names.some((field) => !known.has(field))) await fieldsNow(names);
      const missing = names.filter((field) => !known.has(field));
      if (missing.length > 0) throw new CrmError('permanent', `${name} has no field ${missing.join(', ')}`);
      return known;
    },
    async rights() {
      const answer = shaped(
        rightsSchema,
        await asked(session, 'model.ir.model.access.get_access', [[name]]),
        'get_access',
      );
      const { read, write } = answer[name] ?? { read: false, write: false };
      // where nobody set a right, everybody has it
      return { read: read === null || Boolean(read), write: write === null || Boolean(write) };
    },
    call: (method, params, context) => session.call(`model.${name}.${method}`, params, context),
  };
}

/** A question about the model itself. @throws CrmError `permanent` where Tryton does not know the model */
const asked = (session: TrytonSession, method: string, params: readonly unknown[]): Promise<unknown> =>
  session.call(method, params).catch((error: unknown) => {
    throw error instanceof TrytonRefusal ? new CrmError('permanent', error.message) : error;
  });

/** `digits` is an expression: `[1, 4]` for one digit before the point and four behind it, or a rule that looks at the record. */
function decimals(digits: string | null | undefined): number | undefined {
  const [, behind]: readonly unknown[] = digits == null ? [] : ([] as unknown[]).concat(JSON.parse(digits));
  return typeof behind === 'number' ? behind : undefined;
}
