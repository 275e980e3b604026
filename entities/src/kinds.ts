import { Account } from './account.ts';
import { Alert } from './alert.ts';
import { AutonomousSystem } from './autonomous-system.ts';
import { AzureResource } from './azure-resource.ts';
import { CloudApplication } from './cloud-application.ts';
import { CloudLogonSession } from './cloud-logon-session.ts';
import { Dns } from './dns.ts';
import { FileHash } from './file-hash.ts';
import { File } from './file.ts';
import { GeoLocation } from './geo-location.ts';
import { HostLogonSession } from './host-logon-session.ts';
import { Host } from './host.ts';
import { Incident } from './incident.ts';
import { IoTDevice } from './iot-device.ts';
import { IpAddress } from './ip-address.ts';
import { MailCluster } from './mail-cluster.ts';
import { MailMessage } from './mail-message.ts';
import { MailboxConfiguration } from './mailbox-configuration.ts';
import { Mailbox } from './mailbox.ts';
import { Malware } from './malware.ts';
import { NetworkConnection } from './network-connection.ts';
import { OAuthApplication } from './oauth-application.ts';
import { Process } from './process.ts';
import { RegistryKey } from './registry-key.ts';
import { RegistryValue } from './registry-value.ts';
import { SecurityGroup } from './security-group.ts';
import { ServicePrincipal } from './service-principal.ts';
import { SubmissionMail } from './submission-mail.ts';
import { ThreatIntelligence } from './threat-intelligence.ts';
import { Unknown } from './unknown-entity.ts';
import { Url } from './url.ts';

/** Every kind of entity of this package by its name, for types that go over all of them. */
export const kinds = {
  Account,
  Alert,
  AutonomousSystem,
  AzureResource,
  CloudApplication,
  CloudLogonSession,
  Dns,
  File,
  FileHash,
  GeoLocation,
  Host,
  HostLogonSession,
  Incident,
  IoTDevice,
  IpAddress,
  MailCluster,
  MailMessage,
  Mailbox,
  MailboxConfiguration,
  Malware,
  NetworkConnection,
  OAuthApplication,
  Process,
  RegistryKey,
  RegistryValue,
  SecurityGroup,
  ServicePrincipal,
  SubmissionMail,
  ThreatIntelligence,
  Unknown,
  Url,
} as const;
