/** What a token endpoint answers. */
export interface TokenResponse {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
  readonly token_type: string;
}

/** A request of a confidential client to an endpoint. */
export interface ClientRequest {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Those that are `undefined` are left out. */
  readonly form: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks a token endpoint. What it answers otherwise is thrown. */
export async function requestToken(endpoint: string, request: ClientRequest): Promise<TokenResponse> {
  const response = await post(endpoint, request);
  const text = await response.text();
  if (!response.ok) throw new Error(`${endpoint} answers ${response.status} to ${describe(request)}: ${text}`);
  return JSON.parse(text) as TokenResponse;
}

/** Sends a form with `client_secret_basic` (RFC 6749 §2.3.1). */
export function post(endpoint: string, { clientId, clientSecret, form, headers }: ClientRequest): Promise<Response> {
  const given = Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const credentials = [clientId, clientSecret].map((part) => encodeURIComponent(part).replaceAll("%20", "+")).join(":");
  return fetch(endpoint, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(credentials).toString("base64")}`, ...headers },
    body: new URLSearchParams(given),
  });
}

/** The value of a parameter in a redirect; without it the whole is thrown. */
export function readParameter(url: string, name: string): string {
  const value = new URL(url).searchParams.get(name);
  if (value === null) throw new Error(`no ${name} in ${url}`);
  return value;
}

function describe({ clientId, form }: ClientRequest): string {
  return `${form["grant_type"] ?? ""} of ${clientId}`;
}
