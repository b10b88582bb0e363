/** The functions (计算函数) of the dictionary's cal_sort column that work over a window; ASOF is for attributes and has none. */
export const FUNCTION_NAMES = [
  'COUNT',
  'SUM',
  'MAX',
  'MIN',
  'MAXPARTITION',
  'MEAN',
  'MEDIAN',
  'STD',
  'RANGE',
  'MODE',
  'ARGMAX',
  'RECENCY',
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];
export const ASOF = 'ASOF';
