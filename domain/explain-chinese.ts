import type { ExplainWords } from './explain-words.ts';

export const chinese: ExplainWords = {
  functions: {
    COUNT: '有值的天数',
    SUM: '日值之和',
    MAX: '日值的最大值',
    MIN: '日值的最小值',
    MAXPARTITION: '最近一个有值日的日值',
    MEAN: '日值的平均值',
    MEDIAN: '日值的中位数',
    STD: '日值的标准差(总体)',
    RANGE: '日值的极差(最大减最小)',
    MODE: '日值的众数(并列取最小)',
    ARGMAX: '最大日值距跑批日期的天数(并列取最近)',
    RECENCY: '最近一个有值日距跑批日期的天数',
  },
  window({ from, to }) {
    if (to === 1) return '跑批日期前一天';
    return from === 1 ? `跑批日期前 ${to} 天内` : `跑批日期前第 ${from} 至第 ${to} 天`;
  },
  derived: (fn, window, whose, dim) =>
    whose === 'one' ? `${window},${fn}` : `${window},商机所关联的全部 ${dim} 合并后,${fn}`,
  events(feature, businessLine, condition) {
    const line = businessLine === '' ? '无业务线' : `业务线 ${businessLine} `;
    if (!condition) return `${line}的 ${feature} 事件`;
    const left = condition.attr === undefined ? '事件值' : `属性 ${condition.attr}`;
    return `${line}中${left} ${condition.operator} ${condition.right} 的 ${feature} 事件`;
  },
  day(fold, attr, events) {
    const value = attr === undefined ? '事件值' : `属性 ${attr} `;
    switch (fold) {
      case 'count':
        return `${events}的次数`;
      case 'sum':
        return `${events}的${value}之和`;
      case 'max':
        return `${events}的${value}最大值`;
      case 'min':
        return `${events}的${value}最小值`;
      case 'last':
        return `${events}中最后一次的${value}`;
    }
  },
  attribute(attr, dim, vocab) {
    const read = `${dim} 在跑批日期生效版本(拉链表)的属性 ${attr}`;
    if (!vocab) return `${read},取数值`;
    const places = vocab.map((word, i) => `${i + 1} ${word}`).join('、');
    return `${read},取其在词表中的位置:${places};不在词表中则缺失`;
  },
  absent: '时间窗内没有任何有值日;0 也是值',
  labels: {
    meaning: '含义',
    day: '日值',
    absent: '缺失',
    dim: '粒度',
    row: '字典行',
    owner: '负责人',
    source: '数据来源',
    functions: '计算函数',
    windows: '时间窗',
    column: '列号',
    columns: '列号',
    models: '使用模型',
    none: '无',
    noColumn: '无:只有商机的特征才占列',
    notLocked: '尚未分配,下一次跑批时分配',
  },
};
