/** The defects that are sent to `anonymousPath` too. */
export const ANONYMOUS_IDS: readonly string[] = [
  "bearer-without-token",
  "unknown-token",
  "unsigned",
  "tampered",
  "wrong-issuer",
  "wrong-audience",
  "expired",
  "id-token-for-api",
];

/** What such a step is called. */
export function toAnonymousId(id: string, anonymousPath: string): string {
  return `${id} at ${anonymousPath}`;
}
