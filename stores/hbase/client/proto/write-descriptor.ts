import { readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

const folder = fileURLToPath(new URL('.', import.meta.url));

/**
 * The text of descriptor.ts for the .proto files of this folder. They are parsed ahead, so that a build needs no files beside
 * its modules and a start does not parse 3,000 lines. A test compares; after an update of the .proto files run
 * `npx tsx stores/hbase/client/proto/write-descriptor.ts`.
 */
export function descriptorText(): string {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => `${folder}${target}`;
  const files = readdirSync(folder).filter((name) => name.endsWith('.proto'));
  root.loadSync(files, { keepCase: false });
  const json = JSON.stringify(root.toJSON({ keepComments: false }));
  const literal = json.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return `/** Made by write-descriptor.ts from the .proto files of this folder. */\nexport const DESCRIPTOR =\n  '${literal}';\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(`${folder}descriptor.ts`, descriptorText());
