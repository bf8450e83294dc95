import type { Fetch } from "../../src/seams/fetch.js";

/** One request as an endpoint sees it. */
export interface SeenRequest {
  readonly url: string;
  readonly method: string | undefined;
  readonly redirect: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Name and value of each parameter of the form, in order. */
  readonly form: readonly (readonly [string, string])[];
}

/** An endpoint that answers from a script, and fails when it is asked more often than that. */
export interface ScriptedEndpoint {
  readonly fetch: Fetch;
  readonly seen: SeenRequest[];
}

export function scriptedEndpoint(...answers: readonly (Response | Error)[]): ScriptedEndpoint {
  const seen: SeenRequest[] = [];
  const left = [...answers];
  return {
    seen,
    fetch(url, init) {
      const body = init.body as string;
      seen.push({
        url,
        method: init.method,
        redirect: init.redirect,
        headers: init.headers as Record<string, string>,
        body,
        form: [...new URLSearchParams(body)],
      });
      const answer = left.shift() ?? new Error("an unexpected call");
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
}

/** An answer of the type `application/json`, or of the one that `headers` say. */
export function answer(body: BodyInit | null, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(body, { status, headers: { "content-type": "application/json", ...headers } });
}

/** The error that a promise rejects with; fails if it does not. */
export async function errorOf(promise: Promise<unknown>): Promise<Error> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Error) return error;
  throw new Error("there was no error");
}

/** Everything about an error that may end up in a log. */
export function everythingOf(error: Error): string {
  const members = Object.getOwnPropertyNames(error).map((name) =>
    String((error as unknown as Record<string, unknown>)[name]),
  );
  return [String(error), JSON.stringify(error), ...members].join("\n");
}
