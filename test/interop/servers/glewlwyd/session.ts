/** Somebody who is logged in, by the cookie of Glewlwyd's own pages. */
export interface Session {
  /** Asks the API. An answer that is no success is an error. */
  call(method: string, path: string, body?: unknown): Promise<void>;
  /** Where a page sends its visitor to. */
  follow(path: string): Promise<URL>;
}

/** Logs in as the pages do, who are given the password in JSON. */
export async function logIn(apiUrl: string, username: string): Promise<Session> {
  const answer = await send(`${apiUrl}/auth/`, "POST", { body: { username, password: PASSWORD } });
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  return {
    async call(method, path, body) {
      await send(`${apiUrl}${path}`, method, { cookie, body });
    },
    async follow(path) {
      const { headers } = await send(`${apiUrl}${path}`, "GET", { cookie });
      const location = headers.get("location");
      if (location === null) throw new Error(`${path} sends nowhere`);
      return new URL(location);
    },
  };
}

/** Of Debian's administrator and of everybody else. */
export const PASSWORD = "password";

async function send(
  url: string,
  method: string,
  { cookie, body }: { readonly cookie?: string; readonly body?: unknown },
): Promise<Response> {
  const response = await fetch(url, {
    method,
    redirect: "manual",
    headers: {
      ...(cookie === undefined ? {} : { cookie }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.status >= 400) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return response;
}
