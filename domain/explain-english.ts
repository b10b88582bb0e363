import type { ExplainWords } from './explain-words.ts';

export const english: ExplainWords = {
  functions: {
    COUNT: 'the number of days with a value',
    SUM: 'the sum of the daily values',
    MAX: 'the largest daily value',
    MIN: 'the smallest daily value',
    MAXPARTITION: 'the value of the newest day that has one',
    MEAN: 'the mean of the daily values',
    MEDIAN: 'the median of the daily values',
    STD: 'the standard deviation of the daily values (of the population)',
    RANGE: 'the largest minus the smallest daily value',
    MODE: 'the most frequent daily value (the smallest on a tie)',
    ARGMAX: 'how many days back the largest daily value lies (the most recent on a tie)',
    RECENCY: 'how many days back the newest day with a value lies',
  },
  window({ from, to }) {
    if (to === 1) return 'yesterday';
    return from === 1 ? `the ${to} days before the run date` : `days ${from} to ${to} before the run date`;
  },
  derived: (fn, window, whose, dim) =>
    `${fn}, over ${window}${whose === 'one' ? '' : `, the days of every ${dim} linked to the opportunity taken together`}`,
  events(feature, businessLine, condition) {
    const line = businessLine === '' ? 'without a business line' : `of business line ${businessLine}`;
    if (!condition) return `${feature} events ${line}`;
    const left = condition.attr === undefined ? 'value' : `attribute ${condition.attr}`;
    return `${feature} events ${line} with ${left} ${condition.operator} ${condition.right}`;
  },
  day(fold, attr, events) {
    const value = attr === undefined ? 'value' : `attribute ${attr}`;
    switch (fold) {
      case 'count':
        return `the number of ${events}`;
      case 'sum':
        return `the sum of the ${value} of ${events}`;
      case 'max':
        return `the largest ${value} of ${events}`;
      case 'min':
        return `the smallest ${value} of ${events}`;
      case 'last':
        return `the last ${value} of ${events}`;
    }
  },
  attribute(attr, dim, vocab) {
    const read = `the attribute ${attr} of the ${dim}, from the version in force at the run date`;
    if (!vocab) return `${read}, as a number`;
    const places = vocab.map((word, i) => `${i + 1} ${word}`).join(', ');
    return `${read}, as a place in the vocabulary: ${places}; any other text is absent`;
  },
  absent: 'where no day of the window has a value; 0 is a value',
  labels: {
    meaning: 'meaning',
    day: "a day's value",
    absent: 'absent',
    dim: 'entity type',
    row: 'row',
    owner: 'owner',
    source: 'source',
    functions: 'functions',
    windows: 'windows',
    column: 'column',
    columns: 'columns',
    models: 'models',
    none: 'none',
    noColumn: 'none: only what is about an opportunity gets one',
    notLocked: 'not yet: the next night gives it one',
  },
};
