import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DoctorCheck } from '../../infra/doctor-check.ts';
import { connectStack } from '../../infra/stack.ts';
import { processesOf, temporaryHome } from './temporary-home.ts';

let place: Awaited<ReturnType<typeof temporaryHome>>;
beforeEach(async () => {
  place = await temporaryHome();
});
afterEach(() => place.remove());

function daybreak(...args: string[]) {
  const script = join(import.meta.dirname, 'command-main.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script, place.home, ...args], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, stdout, stderr };
}
const doctor = () => {
  const { status, stdout } = daybreak('doctor', '--json');
  const checks = JSON.parse(stdout) as DoctorCheck[];
  return { status, checks: Object.fromEntries(checks.map((check) => [check.name, check])) };
};

describe('status and down', () => {
  it('say what runs and where, and end it', async () => {
    expect(daybreak('status')).toEqual({
      status: 0,
      stdout: 'The local stack is down. `npx daybreak up` brings it up.\n',
      stderr: '',
    });
    const stack = await connectStack(place);
    await stack.stay();
    await stack.release();

    const { stdout } = daybreak('status');
    expect(stdout).toContain('The local stack is up until `npx daybreak down`.');
    expect(stdout).toMatch(new RegExp(`Temporal UI +${stack.uiUrl}\n`));
    expect(stdout).toMatch(/compute-worker +process \d+\n/);
    const json = JSON.parse(daybreak('status', '--json').stdout) as Record<string, unknown>;
    expect(json).toMatchObject({ state: 'up', mode: 'stay', ui: stack.uiUrl });
    expect(JSON.stringify(json)).not.toContain('token');
    expect(doctor().checks['stack']).toMatchObject({ status: 'ok', found: `up, ${stack.uiUrl}` });

    expect(daybreak('down')).toEqual({ status: 0, stdout: 'The local stack is down.\n', stderr: '' });
    expect(processesOf(place.home)).toEqual([]);
    expect(daybreak('down', '--json').stdout).toBe('{"result":"was down"}\n');
  });
});

describe('up', () => {
  it('refuses what is not a stack and names those that there are', () => {
    const { status, stdout, stderr } = daybreak('up', '--stack', 'oracle');
    expect([status, stdout, stderr]).toEqual([1, '', expect.stringContaining('embedded, hadoop')]);
  });
});

describe('doctor', () => {
  it('finds all that a night needs, and says how to get a dictionary', () => {
    const { status, checks } = doctor();
    expect(status).toBe(0);
    const programs = ['node', 'npm', 'python3', 'temporal'];
    const places = ['state folder', 'disk', 'dictionaries'];
    expect(Object.keys(checks)).toEqual([...programs, ...places, 'java', 'maven', 'hbase and hdfs', 'ports', 'stack']);
    expect(checks['node']).toMatchObject({ status: 'ok', found: process.version, mend: null });
    expect(checks['temporal']?.found).toMatch(/^\d+\.\d+/);
    expect(checks['dictionaries']).toMatchObject({ status: 'warning' });
    expect(checks['dictionaries']?.mend).toContain('daybreak init');

    mkdirSync(join(place.home, 'dictionaries', 'shop'), { recursive: true });
    writeFileSync(join(place.home, 'dictionaries', 'shop', 'dictionary.csv'), '');
    expect(doctor().checks['dictionaries']).toMatchObject({ status: 'ok', mend: null });
  });

  it('ends with 1 when something is missing without which no night runs, and says how to mend it', () => {
    const format = join(place.home, '.daybreak', 'state.json');
    writeFileSync(format, '{ "format": 99 }');
    const { status, stdout } = daybreak('doctor');
    writeFileSync(format, '{ "format": 1 }');
    expect(status).toBe(1);
    expect(stdout).toMatch(/missing +state folder .*has state format 99.*\n +→ update Daybreak/);
  });
});
