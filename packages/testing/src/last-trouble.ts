/**
 * Notes that a test issuer did not answer as it does when all is well. A response with 503 does not say why, so matchers tell the
 * last of these.
 */
export function noteTrouble(trouble: string): void {
  last = trouble;
}

/** What was noted last in this process; `undefined` if nothing was. */
export function readLastTrouble(): string | undefined {
  return last;
}

let last: string | undefined;
