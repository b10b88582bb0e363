import { niceStep } from './nice-step.ts';
import { html, type Markup } from './markup.ts';
import type { Clock } from './words.ts';

/** A linear scale from values to per cent of a drawing's width. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly at: (value: number) => number;
}

export function scaleOf(from: number, to: number): Scale {
  const span = to > from ? to - from : 1;
  return { from, to: from + span, at: (value) => round(((value - from) / span) * 100) };
}

/** Round values within a scale, ascending; about `wanted` of them. */
export function ticksOf({ from, to }: Scale, wanted: number): number[] {
  const step = niceStep((to - from) / wanted);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

const CLOCK_STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/** Round clock times within a scale of milliseconds, with their texts. */
export function clockTicks({ from, to }: Scale, wanted: number, clock: Clock): { at: number; text: string }[] {
  const stepMs = (CLOCK_STEPS_S.find((s) => (to - from) / (s * 1000) <= wanted) ?? 86_400) * 1000;
  const first = Math.ceil(from / stepMs);
  const count = Math.floor(to / stepMs) - first + 1;
  const text = stepMs < 60_000 ? clock.second : clock.minute;
  return Array.from({ length: Math.max(0, count) }, (_, i) => (first + i) * stepMs).map((at) => ({
    at,
    text: text(at),
  }));
}

/** Texts that a phone has room for. */
const FEW = 4;

/** Vertical hairlines, to stand behind what is drawn. */
export const gridLines = (places: readonly number[]): Markup =>
  html`${places.map((x) => html`<line class="grid" x1="${x}%" x2="${x}%" y1="0" y2="100%" />`)}`;

/** The texts under an axis; every other one goes where the page is narrow, and those at the ends stay within it. */
export const axisTexts = (ticks: readonly { readonly x: number; readonly text: string }[]): Markup =>
  html`${ticks.map(
    ({ x, text }, i) =>
      html`<text class="${i % 2 === 1 && ticks.length > FEW ? 'minor' : ''}" x="${x}%" y="14" text-anchor="${anchor(x)}"
        >${text}</text
      >`,
  )}`;

const anchor = (x: number): string => (x < 4 ? 'start' : x > 96 ? 'end' : 'middle');

const round = (n: number): number => Math.round(n * 100) / 100;
