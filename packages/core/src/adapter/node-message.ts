/** The part of Node's `IncomingMessage` that holds the field lines. */
export interface NodeMessage {
  readonly rawHeaders?: readonly string[] | undefined;
  readonly headers: { readonly authorization?: string | undefined };
}

/**
 * The `Authorization` field lines of a Node request as received.
 *
 * Node's `headers` holds the first line only, so `rawHeaders` is read; `headers` counts where it has none, as in requests
 * that an application or a serverless platform made up.
 */
export function authorizationLinesOf({ rawHeaders = [], headers }: NodeMessage): readonly string[] {
  const lines: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    // Most names have another length, and need not be written in small letters to be told apart.
    if (name?.length !== AUTHORIZATION.length || name.toLowerCase() !== AUTHORIZATION) continue;
    lines.push(rawHeaders[at + 1] ?? "");
  }
  if (lines.length > 0) return lines;
  return headers.authorization === undefined ? [] : [headers.authorization];
}

const AUTHORIZATION = "authorization";
