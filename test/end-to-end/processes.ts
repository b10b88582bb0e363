import { execFileSync } from 'node:child_process';

/** Living processes whose command line or environment names the home: Temporal, the supervisor, the workers and commands. Zombies are none. */
export const processesIn = (home: string): string[] =>
  execFileSync('ps', ['axeww', '-o', 'stat=,pid=,args='], { encoding: 'utf8', maxBuffer: 1 << 26 })
    .split('\n')
    .filter((line) => line.includes(home) && !line.startsWith('Z'))
    .map((line) => line.slice(0, 200));
