/** Names an attribute has on the wire beside its own, per kind; wire names in lower case without separators. */
const attributeAliases: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Account: {
    accountname: 'name',
    domainname: 'ntDomain',
    usersid: 'sid',
    accountsid: 'sid',
    azureaduserid: 'aadUserId',
    azureadtenantid: 'aadTenantId',
  },
  Alert: {
    alertdisplayname: 'displayName',
    title: 'displayName',
    alertid: 'providerAlertId',
    category: 'alertType',
    alertlink: 'alertUri',
    alertweburl: 'alertUri',
    firstactivity: 'startTimeUtc',
    firstactivitydatetime: 'startTimeUtc',
    lastactivity: 'endTimeUtc',
    lastactivitydatetime: 'endTimeUtc',
    mitretechniques: 'techniques',
    servicesource: 'providerName',
    evidence: 'entities',
  },
  Incident: {
    title: 'displayName',
    assignedto: 'owner',
    tags: 'labels',
    firstactivitytime: 'firstActivityTimeUtc',
    lastactivitytime: 'lastActivityTimeUtc',
    createdtime: 'createdTimeUtc',
    createddatetime: 'createdTimeUtc',
    lastmodifiedtime: 'lastModifiedTimeUtc',
    lastupdatetime: 'lastModifiedTimeUtc',
    lastupdatedatetime: 'lastModifiedTimeUtc',
    closedtime: 'closedTimeUtc',
    incidentweburl: 'incidentUrl',
    incidenturi: 'incidentUrl',
    alertproductnames: 'productNames',
  },
  AutonomousSystem: { asn: 'number', asnumber: 'number', asname: 'name', rir: 'registry' },
  File: {
    filename: 'name',
    filepath: 'directory',
    folderpath: 'directory',
    size: 'sizeInBytes',
    filesize: 'sizeInBytes',
  },
  FileHash: { hashvalue: 'value', hash: 'value' },
  GeoLocation: { countryname: 'countryOrRegionName', country: 'countryOrRegionName' },
  Host: {
    devicename: 'hostName',
    devicednsname: 'hostName',
    computerdnsname: 'hostName',
    computer: 'hostName',
    mdedeviceid: 'deviceId',
    azurevmid: 'azureId',
    osplatform: 'osFamily',
  },
  IpAddress: { ipaddress: 'address', ip: 'address' },
  Dns: { domain: 'domainName' },
  Mailbox: { primaryaddress: 'mailboxPrimaryAddress' },
  MailMessage: { senderfromaddress: 'sender', recipientemailaddress: 'recipient' },
  Process: {
    processcommandline: 'commandLine',
    processcreationtime: 'creationTimeUtc',
    creationtime: 'creationTimeUtc',
    createddatetime: 'creationTimeUtc',
    processcreationdatetime: 'creationTimeUtc',
  },
  RegistryKey: { key: 'path', registrykey: 'path', registryhive: 'hive' },
  RegistryValue: {
    key: 'registryKey',
    registryvalue: 'value',
    registryvaluename: 'name',
    registryvaluetype: 'valueType',
  },
  Url: { address: 'url' },
};

/** Attributes whose wire name is not their own with a capital letter in front. */
const wireNames: Readonly<Record<string, string>> = {
  ntDomain: 'NTDomain',
  upnSuffix: 'UPNSuffix',
  puid: 'PUID',
  azureId: 'AzureID',
  omsAgentId: 'OMSAgentID',
  osFamily: 'OSFamily',
  osVersion: 'OSVersion',
  osType: 'OSType',
  osName: 'OSName',
  osvMajorVersion: 'OSVMajorVersion',
  osvMinorVersion: 'OSVMinorVersion',
  vmUuid: 'VMUUID',
  senderIp: 'SenderIP',
  iotHub: 'IoTHub',
  iotSecurityAgentId: 'IoTSecurityAgentId',
  oauthAppId: 'OAuthAppId',
  oauthObjectId: 'OAuthObjectId',
  redirectUrls: 'RedirectURLs',
  netBiosName: 'NetBiosName',
};
const wireNamesOfKind: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  RegistryKey: { path: 'Key' },
  RegistryValue: { registryKey: 'Key' },
  SecurityGroup: { sid: 'SID' },
  Incident: { incidentId: 'IncidentID' },
};

/** Types on the wire are the kind in lower case, with hyphens where these products write them. */
const wireTypes: Readonly<Record<string, string>> = {
  IpAddress: 'ip',
  AutonomousSystem: 'autonomous-system',
  AzureResource: 'azure-resource',
  CloudApplication: 'cloud-application',
  CloudLogonSession: 'cloud-logon-session',
  HostLogonSession: 'host-logon-session',
  MailCluster: 'mail-cluster',
  MailMessage: 'mail-message',
  NetworkConnection: 'network-connection',
  RegistryKey: 'registry-key',
  RegistryValue: 'registry-value',
  SecurityGroup: 'security-group',
  SubmissionMail: 'SubmissionMail',
};

export const foldWireName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z\d]/g, '');

export const wireType = (kind: string): string => wireTypes[kind] ?? kind.toLowerCase();

/** `UPNSuffix` for `upnSuffix`, `Key` for the path of a registry key. */
export function wireName(kind: string, attribute: string): string {
  return (
    wireNamesOfKind[kind]?.[attribute] ?? wireNames[attribute] ?? attribute.charAt(0).toUpperCase() + attribute.slice(1)
  );
}

const tables = new WeakMap<readonly string[], ReadonlyMap<string, string>>();

/** Attribute a wire name of any case stands for in a kind; undefined when the kind has none such. */
export function attributeOfWireName(kind: string, attributeNames: readonly string[], name: string): string | undefined {
  const own = tables.get(attributeNames) ?? new Map(attributeNames.map((known) => [foldWireName(known), known]));
  tables.set(attributeNames, own);
  const folded = foldWireName(name);
  const aliases = attributeAliases[kind] ?? {};
  // A registry value's `Key` is no other attribute's name, so aliases do not hide attributes.
  return own.get(folded) ?? (Object.hasOwn(aliases, folded) ? aliases[folded] : undefined);
}
