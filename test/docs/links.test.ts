import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** Every page that is in the repository, or will be with the next commit. */
const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { cwd: ROOT })
  .toString()
  .split('\n')
  .filter((page) => page !== '' && existsSync(join(ROOT, page)));

/** A page without its blocks of code, in which brackets and `#` mean other things. */
const proseOf = (page: string): string =>
  readFileSync(join(ROOT, page), 'utf8').replaceAll(/^ *(```+)[^\n]*\n[^]*?^ *\1$/gm, '');

/** The anchors of a page as GitHub makes them of its headings; of equal ones the later have a number. */
function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  const times = new Map<string, number>();
  for (const [, heading = ''] of proseOf(page).matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = text.replaceAll(/[^\p{L}\p{N}\p{M}\p{Pc} -]/gu, '').replaceAll(' ', '-');
    const before = times.get(anchor) ?? 0;
    times.set(anchor, before + 1);
    anchors.add(before === 0 ? anchor : `${anchor}-${before}`);
  }
  return anchors;
}

/** The links of a page that lead nowhere. */
function brokenLinks(page: string): string[] {
  const prose = proseOf(page).replaceAll(/`[^`\n]*`/g, '');
  const links = Array.from(prose.matchAll(/\]\(([^)\s]+)\)/g), ([, link = '']) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : join(page, '..', path);
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !(target.endsWith('.md') && anchorsOf(target).has(anchor));
  });
}

it('the repository has pages', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'ARCHITECTURE.md', 'docs/operations.md']));
});

it.each(pages)('the links of %s lead to files and headings that are there', (page) => {
  expect(brokenLinks(page)).toEqual([]);
});

it('anchors are those of the headings', () => {
  const anchors = anchorsOf('docs/operations.md');
  expect([...anchors]).toEqual(expect.arrayContaining(['operations', 'kills-restarts-ctrl-c', 'replay-and-backfill']));
});

/** What the sources say of a section of a page, `docs/rules.md#fold`. */
it('the sections that comments name are there', () => {
  const said = execFileSync(
    'git',
    ['grep', '--untracked', '-ohE', 'docs/[a-z-]+\\.md#[a-z0-9-]+', '--', '*.ts', '*.cjs', '*.js'],
    {
      cwd: ROOT,
    },
  )
    .toString()
    .split('\n')
    .filter(Boolean);
  const broken = [...new Set(said)].filter((place) => {
    const [page = '', anchor = ''] = place.split('#');
    return !existsSync(join(ROOT, page)) || !anchorsOf(page).has(anchor);
  });
  expect(said.length).toBeGreaterThan(0);
  expect(broken).toEqual([]);
});
