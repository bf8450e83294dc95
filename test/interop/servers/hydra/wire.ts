/** Sends JSON, or a question without a body, and gives the JSON that comes back. An answer that is no success is an error. */
export async function callJson<Answer>(method: string, url: string, body?: unknown): Promise<Answer> {
  const init =
    body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  return inTurn(async () => readJson(`${method} ${url}`, await fetch(url, { method, ...init })));
}

/** Sends a form as a client that says who it is (`client_secret_basic`). */
export async function postForm<Answer>(
  url: string,
  form: Readonly<Record<string, string>>,
  as: Secret,
): Promise<Answer> {
  const authorization = `Basic ${Buffer.from(`${as.clientId}:${as.clientSecret}`).toString("base64")}`;
  const init = { method: "POST", headers: { authorization }, body: new URLSearchParams(form) };
  return inTurn(async () => readJson(`POST ${url}`, await fetch(url, init)));
}

/** Who a client is. */
export interface Secret {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What a user's browser does: goes where it is sent, with the cookies it was given. */
export interface Browser {
  /** Goes to `url`, and gives the address that it is sent to from there. */
  follow(url: string): Promise<URL>;
}

/** A browser of a new user. */
export function createBrowser(): Browser {
  const cookies = new Map<string, string>();
  return {
    async follow(url) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const response = await inTurn(() => fetch(url, { redirect: "manual", headers: { cookie } }));
      for (const line of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        cookies.set(name, value);
      }
      const location = response.headers.get("location");
      if (location === null) throw new Error(`${url}: ${response.status} ${await response.text()}`);
      return new URL(location, url);
    },
  };
}

async function readJson<Answer>(what: string, response: Response): Promise<Answer> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${what}: ${response.status} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as Answer;
}

/** One after the other: of what is written into a file of SQLite at the same time some is answered with 500, "database is locked". */
function inTurn<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  const answer = turn.then(ask);
  turn = answer.catch(() => undefined);
  return answer;
}

let turn: Promise<unknown> = Promise.resolve();
