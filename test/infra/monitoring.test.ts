import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly targets: readonly { readonly expr: string }[];
  }[];
}
interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string; readonly annotations: object }[];
  }[];
}

const dashboard = JSON.parse(read('infra/monitoring/grafana-dashboard.json')) as Dashboard;
const rules = (parse(read('infra/monitoring/rules.yaml')) as Rules).groups.flatMap((group) => group.rules);
const expressions = [
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
];

/** Where the parser of Prometheus's own editor stumbles; empty for an expression that it understands. */
function faults(expression: string): string[] {
  const found: string[] = [];
  parser.parse(expression).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) found.push(`${from}: ${expression.slice(from, to)}`);
    },
  });
  return found;
}

/** Names as Prometheus has them: a counter ends in _total. */
const made = [
  ...[...read('workers/night-metrics.ts').matchAll(/(gauge|counter)\(\s*meter,\s*'(\w+)'/g)].map(
    ([, kind, name]) => `daybreak_${name}${kind === 'counter' ? '_total' : ''}`,
  ),
  ...Array.from(read('workflows/headroom-metric.ts').matchAll(/'(daybreak_\w+)'/g), ([, name = '']) => name),
];
const namesIn = (text: string): string[] => [...new Set(text.match(/\bdaybreak_\w+/g))];

describe('dashboard and alerts', () => {
  it.each(expressions)('%s: Prometheus understands it', (_, expression) => {
    expect(faults(expression)).toEqual([]);
  });

  it('and would not understand a slip', () => {
    expect(faults('sum by (dictionary (daybreak_nights_total)')).not.toEqual([]);
  });

  it('ask for metrics that workers make', () => {
    expect(made.length).toBeGreaterThan(10);
    for (const [title, expression] of expressions) {
      expect(
        namesIn(expression).filter((name) => !made.includes(name)),
        title,
      ).toEqual([]);
    }
  });

  it('say what to do', () => {
    for (const { alert, annotations } of rules) expect(Object.keys(annotations), alert).toEqual(['summary', 'action']);
  });

  it('lay no panel over another', () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });
});

describe('docs/monitoring.md', () => {
  it('lists every metric, and no other', () => {
    expect(namesIn(read('docs/monitoring.md')).toSorted()).toEqual([...new Set(made)].toSorted());
  });
});
