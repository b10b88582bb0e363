/** A text in a SOQL condition: https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm */
const soqlText = (text: string): string =>
  `'${text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r')}'`;

/** Servers between here and the org take addresses of 16,384 bytes; the rest of it needs some too. */
const QUERY_BYTES = 12_000;

/** As it stands in an address, where a quotation mark takes three characters too. */
const encoded = (text: string): string => encodeURIComponent(text).replaceAll("'", '%27');

/** Queries that give `columns` of the records whose `idField` is one of the ids, each as the path of a call; as few as the length of an address allows. */
export function queriesOf(
  object: string,
  columns: readonly string[],
  idField: string,
  ids: readonly string[],
): readonly string[] {
  const head = encoded(`SELECT ${columns.join(',')} FROM ${object} WHERE ${idField} IN (`);
  const paths: string[] = [];
  let list = '';
  const finish = (): void => {
    if (list) paths.push(`query?q=${head}${list})`);
    list = '';
  };
  for (const id of ids) {
    const next = encoded(soqlText(id));
    if (list && head.length + list.length + next.length > QUERY_BYTES) finish();
    list += list ? `,${next}` : next;
  }
  finish();
  return paths;
}
