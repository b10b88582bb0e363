import { describe, expect, it } from 'vitest';
import { readConnection } from '../../crm/postgres/connection.ts';

const read = (connection: unknown) =>
  readConnection({ connection, folder: '/nowhere', secret: (said) => `secret of ${JSON.stringify(said)}` });
const table = { table: 'leads', id: 'opportunity' };

describe('the connection of a PostgreSQL CRM', () => {
  it('needs a table and an id, and leaves the rest to the environment', () => {
    const { server, records } = read(table);
    expect([server(), records]).toEqual([{}, { schema: undefined, version: undefined, ...table }]);
  });

  it('takes secrets from where they are, when they are needed', () => {
    const { password, ...rest } = read({
      ...table,
      password: { file: 'password' },
      user: 'daybreak',
      port: 5433,
    }).server();
    expect(rest).toEqual({ user: 'daybreak', port: 5433 });
    expect((password as () => string)()).toBe('secret of {"file":"password"}');
    expect(() => read({ ...table, tls: { ca: 'missing.pem' } }).server()).toThrow(/crm.connection.tls.ca/);
  });

  it('takes what a url says, and the other keys for what it does not say', () => {
    const url = 'postgres://crm.example/sales?sslmode=verify-full';
    const { password, ...rest } = read({ ...table, url, user: 'daybreak', password: { env: 'P' } }).server();
    expect(rest).toMatchObject({ host: 'crm.example', database: 'sales', user: 'daybreak', ssl: {} });
    expect(password).toBeTypeOf('function');
    expect(read({ ...table, url: 'postgres://u@h/d', tls: {} }).server()).toEqual({
      host: 'h',
      database: 'd',
      user: 'u',
      ssl: { rejectUnauthorized: true },
    });
    expect(() => read({ ...table, url: { env: 'CRM_URL' } }).server()).toThrow(/crm.connection.url/);
  });

  it.each([
    [{ table: 'leads' }, 'crm.connection.id'],
    [{ ...table, table: '' }, 'crm.connection.table'],
    [{ ...table, port: 70_000 }, 'crm.connection.port'],
    [{ ...table, password: 'in clear' }, 'crm.connection.password'],
    [{ ...table, url: 'postgres://u:pass@h/d' }, 'crm.connection.url'],
    [{ ...table, url: 'postgres://h/d?user=u&password=pass' }, 'crm.connection.url'],
    [{ ...table, tabel: 'x' }, 'tabel'],
    ['leads', 'crm.connection'],
  ])('refuses %j and names the key', (connection, key) => {
    expect(() => read(connection)).toThrow(
      expect.objectContaining({ code: 'SETTINGS_INVALID', message: expect.stringContaining(key) as string }),
    );
    expect(() => read(connection)).not.toThrow(/pass@|in clear/);
  });
});
