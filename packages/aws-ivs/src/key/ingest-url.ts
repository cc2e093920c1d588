/** IVS names a host alone; a test server names its port as well. Source: the user guide's page on streaming software. */
export function ingestUrl(ingestEndpoint: string): string {
  return `rtmps://${ingestEndpoint.includes(":") ? ingestEndpoint : `${ingestEndpoint}:443`}/app`;
}
