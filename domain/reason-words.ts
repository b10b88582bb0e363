import type { FunctionName } from './function-name.ts';
import type { Window } from './window.ts';

/** One language in which a feature is said with its value. */
export interface ReasonWords {
  /** What a function's value says; `amount` has its unit, `days` is the bare number. */
  readonly functions: Readonly<Record<FunctionName, (amount: string, days: string) => string>>;
  readonly window: (window: Window) => string;
  readonly nothing: string;
  readonly line: (line: string) => string;
  readonly linked: (type: string) => string;
  readonly placed: (said: string, window: string) => string;
  readonly sentence: (what: string, said: string) => string;
  readonly unknownWord: string;
}

const days = (n: string): string => (n === '1' ? '1 day' : `${n} days`);

export const englishReason: ReasonWords = {
  functions: {
    COUNT: (_, n) => `on ${days(n)}`,
    SUM: (v) => `${v} in all`,
    MAX: (v) => `${v} on the strongest day`,
    MIN: (v) => `${v} on the weakest day`,
    MAXPARTITION: (v) => `${v} on the newest day with a value`,
    MEAN: (v) => `${v} a day on average`,
    MEDIAN: (v) => `${v} on a middling day`,
    STD: (v) => `days that differ by ${v}`,
    RANGE: (v) => `${v} between the weakest and the strongest day`,
    MODE: (v) => `${v} on most days`,
    ARGMAX: (_, n) => `strongest ${days(n)} before the run date`,
    RECENCY: (_, n) => `most recently ${days(n)} before the run date`,
  },
  window: ({ from, to }) => (from === 1 ? `in ${days(String(to))}` : `${from} to ${days(String(to))} back`),
  nothing: 'nothing',
  line: (line) => ` (line ${line})`,
  linked: (type) => `, every linked ${type} together`,
  placed: (said, window) => `${said} ${window}`,
  sentence: (what, said) => `${what}: ${said}`,
  unknownWord: 'not known',
};

export const chineseReason: ReasonWords = {
  functions: {
    COUNT: (_, n) => `有 ${n} 天`,
    SUM: (v) => `合计 ${v}`,
    MAX: (v) => `单日最多 ${v}`,
    MIN: (v) => `单日最少 ${v}`,
    MAXPARTITION: (v) => `最近一个有值日为 ${v}`,
    MEAN: (v) => `日均 ${v}`,
    MEDIAN: (v) => `日中位数 ${v}`,
    STD: (v) => `各日相差 ${v}`,
    RANGE: (v) => `最多与最少之日相差 ${v}`,
    MODE: (v) => `多数日为 ${v}`,
    ARGMAX: (_, n) => `最多之日在跑批日期前 ${n} 天`,
    RECENCY: (_, n) => `最近一次在跑批日期前 ${n} 天`,
  },
  window: ({ from, to }) => (from === 1 ? `${to} 天内` : `前第 ${from} 至第 ${to} 天`),
  nothing: '无',
  line: (line) => `(业务线 ${line})`,
  linked: (type) => `(所关联的全部 ${type} 合并)`,
  placed: (said, window) => `${window}${said}`,
  sentence: (what, said) => `${what}:${said}`,
  unknownWord: '未知',
};
