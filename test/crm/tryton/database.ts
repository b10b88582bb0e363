import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TrytonEnvironment } from './environment.ts';
import { SEED } from './company.ts';

const run = promisify(execFile);

const QUERY = `
import json, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=60)
print(json.dumps(connection.execute(sys.argv[2]).fetchall()))
`;

/** Copies of the first lead, as if people had made them; what Tryton's own create takes a minute for. */
const COPY = `
import sqlite3, sys
path, seed, first, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
connection = sqlite3.connect(path, timeout=60)
names = [row[1] for row in connection.execute('PRAGMA table_info(sale_opportunity)') if row[1] != 'id']
made = {'reference': "printf('L%05d', n)", 'number': "printf('C%05d', n)"}
with connection:
    connection.execute(
        f'''INSERT INTO sale_opportunity ({', '.join(f'"{name}"' for name in names)})
        WITH RECURSIVE numbers(n) AS (SELECT ? UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ?)
        SELECT {', '.join(made.get(name, f'"{name}"') for name in names)}
        FROM sale_opportunity, numbers WHERE reference = ?''',
        (first, first + count, seed))
`;

/** The database's file, looked into beside Tryton. */
export interface TrytonDatabase {
  /** Rows of a SELECT, a list of columns each. */
  query(sql: string): Promise<readonly (readonly (string | number | null)[])[]>;
  /** Makes leads; their `reference` is `L00000` and so on, from `first`. */
  makeLeads(count: number, first?: number): Promise<void>;
}

export const leadId = (n: number): string => `L${String(n).padStart(5, '0')}`;

export const openDatabase = ({ python }: TrytonEnvironment, file: string): TrytonDatabase => ({
  async query(sql) {
    const { stdout } = await run(python, ['-c', QUERY, file, sql], { maxBuffer: 1 << 28 });
    return JSON.parse(stdout) as (string | number | null)[][];
  },
  async makeLeads(count, first = 0) {
    await run(python, ['-c', COPY, file, SEED, String(first), String(count)]);
  },
});
