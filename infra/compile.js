import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * Compiles what tsconfig.build.json includes, file by file: the syntax is checked, the types are not. They are the business
 * of `npm run types`; a user's start must not wait for them, which takes several times as long.
 * @param {string} root
 * @param {string} outDir
 * @returns {Promise<void>}
 * @throws Error that names file, line and column of each fault
 */
export async function compile(root, outDir) {
  const { default: ts } = await import('typescript');
  const { config } = ts.readConfigFile(join(root, 'tsconfig.build.json'), ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  /** @type {import('typescript').Diagnostic[]} */
  const faults = [];
  for (const fileName of fileNames) {
    const source = readFileSync(fileName, 'utf8');
    const { outputText, sourceMapText, diagnostics } = ts.transpileModule(source, {
      fileName,
      // one file alone does not show that the package is ESM
      compilerOptions: { ...options, module: ts.ModuleKind.ESNext },
      reportDiagnostics: true,
    });
    faults.push(...(diagnostics ?? []));
    const path = join(outDir, relative(root, fileName)).replace(/\.ts$/, '.js');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, outputText);
    if (sourceMapText !== undefined) writeFileSync(`${path}.map`, sourceMapText);
  }
  if (faults.length === 0) return;
  const host = {
    getCurrentDirectory: () => root,
    getCanonicalFileName: (/** @type {string} */ name) => name,
    getNewLine: () => '\n',
  };
  throw new Error(`The sources do not compile:\n${ts.formatDiagnostics(faults, host).trim()}`);
}
