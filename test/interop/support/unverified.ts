/** A JWT that is read and nothing more. */
export interface Unverified {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Reads a token, whoever signed it; `undefined`: it is no JWT, or nobody here can read it. */
export function readUnverified(token: string): Unverified | undefined {
  const [header, claims] = token.split(".").map(readPart);
  return header === undefined || claims === undefined ? undefined : { header, claims };
}

/** One claim of a JWT, if it has it and it is a text. */
export function readClaim(token: string, name: string): string | undefined {
  const value = readUnverified(token)?.claims[name];
  return typeof value === "string" ? value : undefined;
}

function readPart(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
