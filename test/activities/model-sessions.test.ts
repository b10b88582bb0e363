import { describe, expect, it } from 'vitest';
import { withSession } from '../../activities/score/model-sessions.ts';
import type { Ports } from '../../activities/ports.ts';
import type { SnapshotModel } from '../../domain/night-snapshot.ts';

/** Models of a thousand bytes, but those of other sizes, by the name of their file. */
function thread(sizes: Readonly<Record<string, number>> = {}) {
  const loads: string[] = [];
  const closed: string[] = [];
  const names = new WeakMap<Uint8Array, string>();
  const ports = {
    blobs: {
      read: (path: string) => {
        const name = path.slice(1, -'.onnx'.length);
        const content = new Uint8Array(sizes[name] ?? 1_000);
        names.set(content, name);
        return Promise.resolve(content);
      },
    },
    sha256: (content: Uint8Array) => names.get(content),
    scorer: {
      load: (content: Uint8Array) => {
        const name = names.get(content) ?? '';
        loads.push(name);
        return Promise.resolve({ score: () => Promise.resolve([]), close: () => Promise.resolve(void closed.push(name)) }); // prettier-ignore
      },
    },
  } as unknown as Pick<Ports, 'blobs' | 'scorer' | 'sha256'>;
  const use = (name: string, work: () => Promise<void> = () => Promise.resolve()): Promise<void> =>
    withSession(ports, { name, blob: `/${name}.onnx`, manifest: {} } as unknown as SnapshotModel, work, 7 * 3_000);
  return { loads, closed, use };
}

describe('models that a thread keeps loaded', () => {
  it('are bound by their memory, about seven times the size of their files', async () => {
    const { loads, closed, use } = thread();
    for (const name of ['a', 'b', 'c', 'a', 'b', 'c']) await use(name);
    expect([loads, closed]).toEqual([['a', 'b', 'c'], []]);
    await use('d');
    expect(closed).toEqual(['a']);
    await use('b');
    await use('a');
    expect(closed).toEqual(['a', 'c']);
    expect(loads).toEqual(['a', 'b', 'c', 'd', 'a']);
  });

  it('make room for a large one, which stays until another comes', async () => {
    const { loads, closed, use } = thread({ large: 1_000_000 });
    for (const name of ['a', 'b', 'large', 'large']) await use(name);
    expect([loads, closed]).toEqual([['a', 'b', 'large'], ['a', 'b']]); // prettier-ignore
    await use('a');
    expect(closed).toEqual(['a', 'b', 'large']);
  });

  it('are never closed while they are used', async () => {
    const { closed, use } = thread();
    let end = (): void => undefined;
    const long = use('a', () => new Promise((resolve) => (end = resolve)));
    for (const name of ['b', 'c', 'd', 'e']) await use(name);
    expect(closed).toEqual(['b', 'c']);
    end();
    await long;
  });
});
