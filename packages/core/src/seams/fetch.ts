/**
 * Sends one HTTP request: the part of the Fetch standard that this library uses.
 *
 * Called with a deadline as `init.signal` and with `redirect: "manual"`. A rejection means that the server could
 * not be reached; any response, whatever its status, resolves. Pass your own to go through a proxy,
 * to present a client certificate, or to answer from memory in a test.
 */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;
