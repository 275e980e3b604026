/** Folders of core/src in the order of their dependencies: a folder may import itself and the folders before it. */
export const coreFolders = [
  'error',
  'table',
  'io',
  'pivot',
  'provider',
  'query',
  'plugin',
  'pipeline',
  'playbook',
  'report',
  'session',
  'hosts',
] as const;

/** Which of the project's own packages each part may import. `plugins` and `queries` never import one another. */
export const packageImports: Readonly<Record<string, readonly string[]>> = {
  entities: [],
  core: ['@pivotkit/entities'],
  plugins: ['@pivotkit/entities', '@pivotkit/core'],
  queries: ['@pivotkit/entities', '@pivotkit/core'],
  'test/kit': ['@pivotkit/entities', '@pivotkit/core'],
};

/** Packages that may import others beyond `packageImports`, each with the reason: folder → what the names begin with. */
export const furtherImports: Readonly<Record<string, string>> = {
  // It is nothing but the list of all plugins, so that one install and one import bring them.
  'plugins/standard': '@pivotkit/plugin-',
};

/** A door to the outside: what may stand only in its own file. */
export interface Door {
  readonly subject: string;
  /** Looked for in code, comments and strings left out. */
  readonly code?: RegExp;
  /** Modules only these files may import. */
  readonly modules?: readonly string[];
  /** Files, or folders ending in `/`, that are the door. */
  readonly allowed: readonly string[];
}

export const doors: readonly Door[] = [
  {
    subject: 'the clock',
    code: /\bDate\.now\b|\bnew Date\(\s*\)|\bnew Date\b(?!\s*\()|(?<!new\s)\bDate\(\s*\)|\bperformance\.now\b|\bTemporal\.Now\b/g,
    allowed: ['core/src/io/clock.ts'],
  },
  {
    subject: 'timers',
    code: /\b(?:setTimeout|setInterval)\(/g,
    modules: ['node:timers', 'node:timers/promises'],
    allowed: ['core/src/io/clock.ts'],
  },
  { subject: 'randomness', code: /\bMath\.random\b/g, allowed: ['core/src/io/clock.ts'] },
  { subject: 'the environment', code: /\bprocess\.env\b/g, allowed: ['core/src/io/environment.ts'] },
  { subject: 'fetch', code: /(?<![.\w])fetch\(|\bglobalThis\.fetch\b/g, allowed: [] },
  {
    subject: 'the network',
    modules: [
      'undici',
      'node:http',
      'node:https',
      'node:http2',
      'node:net',
      'node:tls',
      'node:dgram',
      'node:dns',
      'node:dns/promises',
      'dns-packet',
    ],
    allowed: ['core/src/io/network.ts', 'core/src/io/tcp.ts', 'core/src/io/dns.ts'],
  },
  {
    subject: 'the container',
    modules: ['inversify', 'reflect-metadata'],
    allowed: ['core/src/session/container.ts'],
  },
  {
    subject: 'telemetry',
    modules: ['@opentelemetry/api'],
    allowed: ['core/src/io/telemetry/open-telemetry.ts'],
  },
  {
    subject: 'the terminal',
    code: /\bconsole\.|\bprocess\.(?:stdout|stderr|stdin|exit|exitCode|argv)\b/g,
    allowed: ['core/src/io/standard-output.ts', 'core/src/hosts/'],
  },
  // A secret may be kept by a command, such as a password manager's.
  { subject: 'other processes', modules: ['node:child_process'], allowed: ['core/src/session/secrets.ts'] },
  { subject: 'run-time code', code: /\beval\(|\bnew Function\(/g, modules: ['node:vm'], allowed: [] },
];

/**
 * Texts in core/src that are the name of an entity kind or of a plugin and mean something else there.
 * Path of the file → the texts, with the reason beside them.
 */
export const wordsThatAreNoNames: Readonly<Record<string, readonly string[]>> = {
  // The facet of registrations, whoever fills it.
  'core/src/pivot/facet.ts': ['whois'],
  // A function of dns-packet.
  'core/src/io/dns-message.ts': ['decode'],
};

export const maxLinesOfFile = 400;

/** Files longer than `maxLinesOfFile`, each with the reason why it is better whole. */
export const longFiles: Readonly<Record<string, string>> = {};
