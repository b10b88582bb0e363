import { trytonSession, type TrytonSession } from '../../../crm/tryton/session.ts';

export const DATABASE = 'crm';

/** Users of the test's Tryton. `daybreak` may read and write what it must and nothing else; `person` sells. */
export const PASSWORDS = { admin: 'admin-dawn-4711', daybreak: 'scores-dawn-4711', person: 'sales-dawn-4711' } as const;
export type TrytonUser = keyof typeof PASSWORDS;

export const sessionOf = (url: string, user: TrytonUser): TrytonSession =>
  trytonSession({ url, database: DATABASE, user, password: () => PASSWORDS[user], timeoutMs: 120_000 });
