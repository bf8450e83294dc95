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
  const lines = rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === "authorization",
  );
  if (lines.length > 0) return lines;
  return headers.authorization === undefined ? [] : [headers.authorization];
}
