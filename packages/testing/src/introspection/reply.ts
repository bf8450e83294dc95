/** A response to send, whole. */
export interface Reply {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Refuses a request, with the error code of RFC 6749 §5.2 or RFC 6750 §3.1. */
export function refuse(error: string, details: { readonly status: number; readonly challenge?: string }): Reply {
  const { status, challenge } = details;
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  return {
    status,
    headers: challenge === undefined ? headers : { ...headers, "www-authenticate": challenge },
    text: JSON.stringify({ error }),
  };
}
