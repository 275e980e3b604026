/** What PowerShell's `-EncodedCommand` takes: base64 of UTF-16, low byte first. */
export function encodedCommand(script: string): string {
  return Buffer.from(script, 'utf16le').toString('base64');
}
