import {
  entity,
  entityKey,
  found,
  list,
  notFound,
  number,
  type CertificateSeen,
  type LookupResult,
  type RowInput,
  type RowOf,
} from '@pivotkit/core';
import { FileHash, IpAddress } from '@pivotkit/entities';
import { z } from 'zod';

/** Certificates by the address they were seen at; `{}` where none was. */
export const passiveSslReply = z.record(
  z.string(),
  z.object({
    certificates: z.array(z.string()),
    subjects: z.record(z.string(), z.object({ values: z.array(z.string()).default([]) })).nullish(),
  }),
);

export const passiveSslColumns = {
  certificateSha1: entity(FileHash, 'SHA-1 of a certificate that was seen at the address'),
  subjects: list('Its subjects', { nullWhen: 'CIRCL does not say' }),
};

export const passiveSslRows = (
  reply: z.output<typeof passiveSslReply>,
  { address }: IpAddress,
): LookupResult<RowInput<typeof passiveSslColumns>> => {
  const { certificates = [], subjects } = reply[address] ?? {};
  return found(
    certificates.flatMap((written) => {
      const certificateSha1 = entityKey(FileHash, written);
      return certificateSha1 === null ? [] : [{ certificateSha1, subjects: subjects?.[written]?.values }];
    }),
  );
};

export const certificateOf = ({ certificateSha1, subjects }: RowOf<typeof passiveSslColumns>): CertificateSeen => ({
  sha1: certificateSha1,
  subject: subjects === null ? null : subjects.map(String).join('; '),
});

/** `{}` where the certificate was not seen. */
export const certificateHostsReply = z.union([
  z.object({ seen: z.array(z.string()), hits: z.int().min(0).nullish() }),
  z.strictObject({}).transform(() => ({ seen: [], hits: 0 })),
]);

export const certificateHostsColumns = {
  ipAddress: entity(IpAddress, 'Address at which the certificate was seen'),
  hosts: number('Addresses at which it was seen in all', { unit: 'addresses' }),
};

export function certificateHostsRows({
  seen,
  hits,
}: z.output<typeof certificateHostsReply>): LookupResult<RowInput<typeof certificateHostsColumns>> {
  const addresses = seen.flatMap((written) => entityKey(IpAddress, written) ?? []);
  if (addresses.length === 0) return notFound();
  return found(addresses.map((ipAddress) => ({ ipAddress, hosts: hits ?? seen.length })));
}
