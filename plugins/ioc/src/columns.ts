import { entity, number, text } from '@pivotkit/core';
import { Dns, FileHash, IpAddress, Url } from '@pivotkit/entities';

const other = { nullWhen: 'the observable is of another type' } as const;

/** Columns of the pivots. */
export const columns = {
  observable: text('What was found, defanging undone'),
  iocType: text('What it is: ipv4, ipv6, dns, url, email, md5_hash …'),
  observableKind: text('Kind of entity it is', { nullWhen: 'it is no entity, such as a CVE' }),
  ipAddress: entity(IpAddress, 'The address found', other),
  dns: entity(Dns, 'The domain name found', other),
  url: entity(Url, 'The URL found', other),
  fileHash: entity(FileHash, 'The hash found', other),
  start: number('Where it begins in the text', { unit: 'UTF-16 units from 0' }),
};

/** Columns of the verb: those of its namesake elsewhere, then what can be followed up. */
export const verbColumns = {
  IoCType: text('What it is: ipv4, ipv6, dns, url, email, md5_hash …'),
  Observable: text('What was found, defanging undone'),
  SourceIndex: number('Row it was found in', { unit: 'rows from 0' }),
  Input: text('The text it was found in'),
  Column: text('The column it was found in'),
  Start: number('Where it begins in the text', { unit: 'UTF-16 units from 0' }),
  Kind: text('Kind of entity it is', { nullWhen: 'it is no entity, such as a CVE' }),
  IpAddress: entity(IpAddress, 'The address found', other),
  Dns: entity(Dns, 'The domain name found', other),
  Url: entity(Url, 'The URL found', other),
  FileHash: entity(FileHash, 'The hash found', other),
};
