import { z } from 'zod';

/** Security identifier of Windows (`S-1-5-21-…`), in upper case. MS-DTYP 2.4.2.1, read 2026-11-20. */
export const sidAttribute = z
  .string()
  .regex(/^\s*S-1-\d{1,15}(-\d{1,10}){1,15}\s*$/i, 'not a security identifier (S-1-…)')
  .transform((text) => text.trim().toUpperCase())
  .meta({ examples: ['S-1-5-18', 'S-1-5-21-1004336348-1177238915-682003330-512'] });

/** Identifier that products write with or without case and braces (`{3F2504E0-…}`): lower case, no braces. */
export const guidAttribute = z
  .string()
  .transform((text) =>
    text
      .trim()
      .replace(/^\{(.+)\}$/, '$1')
      .toLowerCase(),
  )
  .meta({ examples: ['3f2504e0-4f89-11d3-9a0c-0305e82c3301', 'not-a-guid'] });

/** Digest in hexadecimal of so many digits, in lower case. */
export const hexAttribute = (digits: number) =>
  z
    .string()
    .regex(new RegExp(`^\\s*[0-9a-fA-F]{${digits}}\\s*$`), `not ${digits} hexadecimal digits`)
    .transform((text) => text.trim().toLowerCase())
    .meta({ examples: ['0123456789abcdef'.repeat(8).slice(0, digits), 'FEDCBA9876543210'.repeat(8).slice(0, digits)] });

/** Family of operating systems, as alerts of Microsoft products name them. */
export const osFamilies = ['Linux', 'Windows', 'Android', 'iOS', 'macOS', 'Unknown'] as const;
export type OsFamily = (typeof osFamilies)[number];
export const osFamilyAttribute = z.enum(osFamilies);

/** How much an alert or an incident matters, least first. */
export const severities = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];
export const severityAttribute = z.enum(severities);

const guidPattern = /^\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i;
export const isGuid = (text: string): boolean => guidPattern.test(text);

export const isSid = (text: string): boolean => sidAttribute.safeParse(text).success;
