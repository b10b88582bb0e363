import type { CrmSettings } from './crm-settings.ts';

/** Keys of a connection that say where the records are, with what holds where they are left out. */
const WHERE: Readonly<Record<CrmSettings['adapter'], Readonly<Record<string, string>>>> = {
  embedded: { folder: '' },
  http: { url: '' },
  tryton: { url: '', database: '', model: 'sale.opportunity' },
  salesforce: { instance: '', object: 'Opportunity' },
  // The token alone says whose account it is.
  hubspot: { base_url: 'https://api.hubapi.com', object: 'deals', auth: '' },
  postgres: { url: '', host: '', port: '', database: '', schema: '', table: '' },
};

/**
 * The same text for two settings that write into the same records. Two that reach them in different ways (by another name of the host, say) have
 * different ones. Undefined for records that are a dictionary's own.
 */
export function crmPlace({ adapter, connection }: Pick<CrmSettings, 'adapter' | 'connection'>): string | undefined {
  if (adapter === 'embedded' && connection['folder'] === undefined) return undefined;
  const where = Object.entries(WHERE[adapter]).map(([key, usual]) => connection[key] ?? usual);
  return JSON.stringify([
    adapter,
    ...where.map((said) => (typeof said === 'string' ? said.replace(/\/+$/, '') : said)),
  ]);
}
