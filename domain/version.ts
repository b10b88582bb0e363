/** The version in package.json (a test holds the two together); manifests name it as the code version. */
export const VERSION = '0.1.0';
