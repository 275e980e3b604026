import { z } from 'zod';
import { Account } from './account.ts';
import type { AttributesOut, Entity } from './entity.ts';
import { defineEntity, entityAttribute, entityClass, registerEntity, timeAttribute } from './entity.ts';
import { File } from './file.ts';
import { HostLogonSession } from './host-logon-session.ts';
import { Host } from './host.ts';
import { given, joined, known, part, strong, weak } from './identifier.ts';

/** Kind of token a process of Windows runs with. */
export const elevationTokens = ['Default', 'Full', 'Limited'] as const;
export type ElevationToken = (typeof elevationTokens)[number];

const attributes = {
  /** As the source writes it: decimal, or hexadecimal with `0x`. */
  processId: z.string().optional(),
  commandLine: z.string().optional(),
  elevationToken: z.enum(elevationTokens).optional(),
  creationTimeUtc: timeAttribute.optional(),
  imageFile: entityAttribute(() => File).optional(),
  account: entityAttribute(() => Account).optional(),
  parentProcess: entityAttribute<Entity>(() => entityClass('Process')).optional(),
  host: entityAttribute(() => Host).optional(),
  logonSession: entityAttribute(() => HostLogonSession).optional(),
  currentDirectory: z.string().optional(),
};
type ProcessAttributes = AttributesOut<typeof attributes>;

/**
 * A running or finished program. Key: host, process id and time of creation where all three are known; else those
 * known, with image and command line. A command line alone is its own key, case kept.
 */
export class Process extends defineEntity({
  kind: 'Process',
  aliases: ['process'],
  description: 'A running or finished program',
  attributes,
  primary: 'commandLine',
  identifiers,
  key: (process) => instance(process) ?? description(process),
}) {
  declare readonly parentProcess?: Process | undefined;

  /** Name of the image file, without directory. */
  get processName(): string | undefined {
    return given(this.imageFile?.name) ?? given(this.processFilePath);
  }

  /** Full path of the image file. */
  get processFilePath(): string | undefined {
    return given(this.imageFile?.fullPath);
  }

  /** Process id as a number, whichever way the source writes it; undefined when it is none. */
  get processNumber(): number | undefined {
    return processNumber(this.processId);
  }

  override toString(): string {
    const id = given(this.processId);
    const name = this.processName ?? given(this.commandLine);
    return name === undefined ? this.key : name + (id === undefined ? '' : `[${id}]`);
  }
}

registerEntity(Process);

function identifiers(process: ProcessAttributes) {
  return [
    strong('instance', instance(process)),
    strong('description', instance(process) === undefined ? description(process) : undefined),
    weak('processId', canonicalId(process.processId)),
    weak('commandLine', given(process.commandLine)),
    weak('imageFile', process.imageFile?.key),
    weak('host', process.host?.key),
    weak('creationTimeUtc', process.creationTimeUtc?.toISOString()),
  ];
}

function instance(process: ProcessAttributes): string | undefined {
  return joined(
    '|',
    part('host', process.host?.key),
    part('pid', canonicalId(process.processId)),
    part('created', process.creationTimeUtc?.toISOString()),
  );
}

function description(process: ProcessAttributes): string | undefined {
  return known(
    '|',
    part('host', process.host?.key),
    part('pid', canonicalId(process.processId)),
    part('created', process.creationTimeUtc?.toISOString()),
    part('image', process.imageFile?.key),
    given(process.commandLine),
  );
}

const canonicalId = (id: string | undefined): string | undefined => processNumber(id)?.toString() ?? given(id);

function processNumber(id: string | undefined): number | undefined {
  const text = given(id);
  return text !== undefined && /^(0x[0-9a-f]{1,13}|\d{1,15})$/i.test(text) ? Number(text) : undefined;
}
