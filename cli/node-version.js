/** Daybreak needs what package.json says under engines. Written so that an old Node can still read it and say so. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 11)) return;
  process.stderr.write(
    'Daybreak needs Node 20.11 or newer, this is Node ' +
      process.versions.node +
      ': install a newer one from nodejs.org.\n',
  );
  process.exit(1);
}
