import { counted, grouped } from '../../domain/counted.ts';
import type { NightReport } from '../../domain/night-report.ts';
import { recentLoads } from './loads.ts';
import { html, nothing, type Markup } from './markup.ts';
import { isOverBudget, spansOf, workOf } from './spans.ts';
import { clockOf, duration, spare } from './words.ts';

interface Note {
  readonly weight: 'bad' | 'warn';
  readonly text: string;
  /** What to type. */
  readonly command?: string;
}

/** What a person should know of or do something about, the worst first. */
export function attention(report: NightReport): Markup {
  const notes = [
    ...deadline(report),
    ...gates(report),
    ...pushes(report),
    ...decisions(report),
    ...stages(report),
    ...again(report),
    ...rows(report),
    ...silent(report),
    ...cameAgain(report),
  ];
  const sorted = [
    ...notes.filter(({ weight }) => weight === 'bad'),
    ...notes.filter(({ weight }) => weight === 'warn'),
  ];
  if (sorted.length === 0)
    return html`<h2>What needs attention</h2>
      <p class="soft">Nothing: no warning, no retry, nothing set aside.</p>`;
  return html`<h2>What needs attention</h2>
    <ul class="notes">
      ${sorted.map(({ weight, text, command }) => html`<li class="${weight}">${ended(text)} ${command === undefined ? nothing : html`<code>${command}</code>`}</li>`)}
    </ul>`;
}

function deadline(report: NightReport): Note[] {
  const { late, deadlineMs, timeZone } = report;
  const work = workOf(spansOf(report));
  if (!late || deadlineMs === undefined || !work) return [];
  const due = clockOf(timeZone).minute(deadlineMs);
  return [{ weight: 'bad', text: `The night ended ${spare(work.toMs - deadlineMs)} after its deadline of ${due}.` }];
}

const gates = ({ gates: all = [], run }: NightReport): Note[] =>
  all.flatMap(({ scene, outcome, because, results }): Note[] => {
    const bad = results.filter(({ state }) => state === 'hold' || state === 'warn');
    const first = bad[0] ? `: ${ended(bad[0].said)}` : '.';
    const more = bad.length > 1 ? ` And ${counted(bad.length - 1, 'more finding')}, below.` : '';
    const release = `npx daybreak release ${run.dictionary} --date ${run.date} --scene ${scene} --because "…"`;
    const why = because === undefined ? '' : `, because “${because}”`;
    switch (outcome) {
      case 'held':
        return [
          { weight: 'bad', text: `Scene ${scene} waits at its gate${first}${more} To let it go on:`, command: release },
        ];
      case 'rejected':
        return [{ weight: 'bad', text: `Scene ${scene} was not handed over${why}${first}${more}` }];
      case 'last-good':
        return [
          {
            weight: 'bad',
            text: `Scene ${scene} keeps the scores of the last good night${first}${more} If these are right:`,
            command: release,
          },
        ];
      case 'released':
        return [{ weight: 'warn', text: `Scene ${scene} was released by hand${why}${first}${more}` }];
      case 'passed':
        return bad.length > 0
          ? [{ weight: 'warn', text: `Scene ${scene} passed its gate with a warning${first}${more}` }]
          : [];
    }
  });

const pushes = ({ pushes: all = [], run }: NightReport): Note[] =>
  all.flatMap(({ scene, dead, examples, stopped }): Note[] => {
    const first = examples[0] ? `: ${examples[0].id}, ${examples[0].reason}` : '';
    const look = `npx daybreak push status ${run.dictionary} --date ${run.date} --scene ${scene} --dead`;
    return [
      ...(stopped === undefined
        ? []
        : [{ weight: 'bad', text: `The push of scene ${scene} stopped before its end: ${stopped}` } as const]),
      ...(dead === 0
        ? []
        : [
            {
              weight: 'warn',
              text: `${counted(dead, 'lead')} of scene ${scene} ${dead === 1 ? 'is a dead letter' : 'are dead letters'}${ended(first)} All of them:`,
              command: look,
            } as const,
          ]),
    ];
  });

const decisions = ({ decisions: all = [] }: NightReport): Note[] =>
  all.map(({ dimension, policy, because, from }) => ({
    weight: 'warn',
    text:
      policy === 'without'
        ? `Scores were made without ${dimension}: ${because}`
        : `Scores were made with ${dimension} of ${from?.date ?? 'an earlier night'}, not of this night: ${because}`,
  }));

const stages = (report: NightReport): Note[] =>
  spansOf(report).flatMap((span): Note[] => {
    const name = span.part === undefined ? span.stage : `${span.stage} of ${span.part}`;
    const took = duration(span.endedMs - span.startedMs);
    const slow = `Stage ${name} took ${took}; usually it takes ${duration((span.typically?.seconds ?? 0) * 1000)}.`;
    return [
      ...(span.error === undefined ? [] : [{ weight: 'bad', text: `Stage ${name} failed: ${span.error}` } as const]),
      ...(span.attempts > 1
        ? [{ weight: 'warn', text: `Stage ${name} needed ${span.attempts} attempts.` } as const]
        : []),
      ...(isOverBudget(span) ? [{ weight: 'warn', text: slow } as const] : []),
    ];
  });

const again = ({ again: all = [] }: NightReport): Note[] =>
  all.map(({ step, attempts }) => ({ weight: 'warn', text: `The step ${step} needed ${attempts} attempts.` }));

function rows(report: NightReport): Note[] {
  const { counts, scenes, unknownExamples } = report;
  const aside = recentLoads(report).reduce(
    (sum, load) => sum + (load.report?.tables ?? []).reduce((n, { setAside }) => n + setAside, 0),
    0,
  );
  const texts = [
    ...scenes
      .filter(({ opportunities }) => opportunities === 0)
      .map(({ name }) => `No opportunity is in the population of scene ${name}.`),
    ...(counts.unknown > 0
      ? [
          `${counted(counts.unknown, 'id')} of the population list ${counts.unknown === 1 ? 'is' : 'are'} unknown and left out: ${unknownExamples.join(', ')}${counts.unknown > unknownExamples.length ? ' …' : ''}`,
        ]
      : []),
    ...(counts.overflows > 0 ? [`${counted(counts.overflows, 'value')} too large for a number, left out.`] : []),
    ...(aside > 0
      ? [`${grouped(aside)} ${aside === 1 ? 'row was' : 'rows were'} set aside on loading; the reasons are below.`]
      : []),
  ];
  return texts.map((text) => ({ weight: 'warn', text }));
}

const silent = ({ silentRows = [], run }: NightReport): Note[] => {
  if (silentRows.length === 0) return [];
  const [said, they] = silentRows.length === 1 ? ['row gives', 'it asks'] : ['rows give', 'they ask'];
  const more = silentRows.length > SHOWN ? ' …' : '';
  const text = `${grouped(silentRows.length)} new ${said} no opportunity any value: ${silentRows.slice(0, SHOWN).join(', ')}${more}. What ${they} for may be misspelt:`;
  return [{ weight: 'warn', text, command: `npx daybreak dictionary check ${run.dictionary}` }];
};

const cameAgain = ({ redelivered = [], run }: NightReport): Note[] => {
  const load = (path: string): Note => ({
    weight: 'warn',
    text: `${path} was delivered again since it was loaded. To take it in:`,
    command: `npx daybreak load ${run.dictionary} ${path}`,
  });
  const more = `And ${counted(redelivered.length - SHOWN, 'more partition')} of the sources ${redelivered.length === SHOWN + 1 ? 'was' : 'were'} delivered again.`;
  return [
    ...redelivered.slice(0, SHOWN).map(load),
    ...(redelivered.length > SHOWN ? [{ weight: 'warn', text: more } as const] : []),
  ];
};

/** Of a long list. */
const SHOWN = 5;

/** A sentence with its end. */
const ended = (text: string): string => (/[.:!?…]$/.test(text) ? text : `${text}.`);
