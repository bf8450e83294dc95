import { checkServerUrl, isLoopback } from "../internal/secure-url.js";
import { checkText, type OptionRule } from "./option-rules.js";

/**
 * A host name without `https://`, path or slash, optionally with a port; `example` is one that fits. For a server that runs
 * in the cloud alone: of others see {@link hostOrLoopback}.
 */
export function hostName(example: string): OptionRule {
  return (value) => {
    const problem = checkText(value, example);
    if (problem !== undefined) return problem;
    const host = value as string;
    if (HOST.test(host)) return undefined;
    if (isLoopbackUrl(host)) return ELSEWHERE;
    const found = URL.canParse(host) ? new URL(host).host : "";
    const advice = JSON.stringify(HOST.test(found) ? found : example);
    return `must be a host name alone, without https:// and slashes: ${advice}`;
  };
}

/** As {@link hostName}, or `http://localhost:8080`, for a server that one can have on one's own machine. */
export function hostOrLoopback(example: string): OptionRule {
  const [isHost, isOrigin] = [hostName(example), originUrl(example)];
  return (value) => (isLoopbackUrl(value) ? isOrigin(value) : isHost(value));
}

/** An https URL without a path, `https://host`; `http` for loopback alone. `example` is one that fits. */
export function originUrl(example: string): OptionRule {
  return (value) => {
    const problem = serverUrl(example)(value);
    if (problem !== undefined) return problem;
    const { origin } = new URL(value as string);
    const isOrigin = value === origin || value === `${origin}/`;
    return isOrigin ? undefined : `must have no path and be written in lower case: ${JSON.stringify(origin)}`;
  };
}

/** An https URL, with a path or without, and without a query; `http` for loopback alone. `example` is one that fits. */
export function serverUrl(example: string): OptionRule {
  return (value) => {
    const problem = checkText(value, example);
    if (problem !== undefined) return problem;
    const url = value as string;
    if (HOST.test(url)) return `must be a URL and not a host name alone: ${JSON.stringify(`https://${url}`)}`;
    return checkServerUrl(url) ?? (url.includes("?") ? "must have no query" : undefined);
  };
}

/** As {@link serverUrl}, for one to which a path is added. */
export function baseUrl(example: string): OptionRule {
  const isUrl = serverUrl(example);
  return (value) =>
    isUrl(value) ??
    (/[^:]\/\//.test(value as string) ? "must not have two slashes in a row after its host" : undefined);
}

/** A host name as servers write it into `iss`: in lower case. */
export function toHost(host: string): string {
  return host.toLowerCase();
}

/** The origin of a URL, without a slash at its end. */
export function toOrigin(url: string): string {
  return new URL(url).origin;
}

/** The origin of what {@link hostOrLoopback} takes, without a slash at its end. */
export function toServerOrigin(domain: string): string {
  return isLoopbackUrl(domain) ? toOrigin(domain) : `https://${toHost(domain)}`;
}

/** Text as it was given, without the slash at its end if there is one. */
export function withoutFinalSlash(url: string): string {
  return url.endsWith("/") ? url.slice(0, -1) : url;
}

/** Whether it is an `http` URL of this very machine. */
export function isLoopbackUrl(value: unknown): boolean {
  return typeof value === "string" && /^http:/i.test(value) && URL.canParse(value) && isLoopback(new URL(value));
}

const ELSEWHERE =
  "is on this machine, where this server does not run: for a stand-in, give the domain of the real one and override " +
  "issuer, metadataUrl and jwksUri of what comes out, as far as they are there";
/** One label or more, and maybe a port. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::\d{1,5})?$/i;
