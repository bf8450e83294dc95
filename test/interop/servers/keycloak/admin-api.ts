/** The administration API of Keycloak, below `/admin`. What it answers otherwise than with success is thrown. */
export interface AdminApi {
  get<T>(path: string): Promise<T>;
  /** Gives the id of what was made. */
  post(path: string, body: unknown): Promise<string>;
  put(path: string, body: unknown): Promise<void>;
  /** The answer to a request that makes nothing but that. */
  ask<T>(path: string, body: unknown): Promise<T>;
}

/** Works as the administrator that the first start has made. */
export function createAdminApi(origin: string): AdminApi {
  let known: { readonly token: Promise<string>; readonly until: number } | undefined;
  const getToken = (): Promise<string> => {
    if (known === undefined || known.until < Date.now()) {
      known = { token: logIn(origin), until: Date.now() + TOKEN_SECONDS * 1000 };
    }
    return known.token;
  };
  const send = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await fetch(`${origin}/admin${path}`, {
      method,
      headers: { authorization: `Bearer ${await getToken()}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.ok) return response;
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  };
  return {
    get: async <T>(path: string) => (await (await send("GET", path)).json()) as T,
    ask: async <T>(path: string, body: unknown) => (await (await send("POST", path, body)).json()) as T,
    put: async (path, body) => void (await send("PUT", path, body)),
    async post(path, body) {
      const response = await send("POST", path, body);
      const text = await response.text();
      const location = response.headers.get("location");
      if (location !== null) return location.slice(location.lastIndexOf("/") + 1);
      return text === "" ? "" : (JSON.parse(text) as { id: string }).id;
    },
  };
}

async function logIn(origin: string): Promise<string> {
  const response = await fetch(`${origin}/realms/master/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "password", client_id: "admin-cli", ...ADMINISTRATOR }),
  });
  if (!response.ok) throw new Error(`the administrator cannot log in: ${await response.text()}`);
  return ((await response.json()) as { access_token: string }).access_token;
}

/** Made by the first start. */
export const ADMINISTRATOR = { username: "admin", password: "made up for one run" };

/** Half of what they live. */
const TOKEN_SECONDS = 30;
