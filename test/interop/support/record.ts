import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { createMask, type Mask } from "./mask.js";
import { readUnverified } from "./unverified.js";

/** Keeps what a server issued and said: header and claims, never signatures, and masked what differs from run to run. */
export interface Recorder {
  /** What the answers are about that come next; `undefined`: they are not to be kept. */
  about(what: string | undefined): void;
  /** Keeps a token, if it is a JWT; of one that is opaque, that it is so. */
  noteToken(what: string, token: string): void;
  /** Keeps a document of the server, or what it said of a token. */
  noteAnswer(url: string, response: Response): Promise<void>;
  /** A value that is to stand in the record by this name, such as the id of a client that the server chose. */
  name(value: string | undefined, name: string): void;
  /** The version that was recorded before, if one was. */
  knownVersion(): string | undefined;
  /** Expects what was recorded before. */
  expectAsRecorded(): void;
  /** Records anew what was seen: for a run in which nothing went wrong. */
  write(version: string): void;
}

/** Makes the recorder of one server. */
export function createRecorder(server: string): Recorder {
  const seen = new Map<string, unknown>();
  const names = new Map<string, string>();
  const mask = createMask(names);
  let subject: string | undefined;
  const file = join(RECORDED, `${server}.json`);
  return {
    about: (what) => void (subject = what),
    name: (value, name) => void (value !== undefined && !names.has(value) && names.set(value, `<${name}>`)),
    noteToken: (what, token) => void (seen.has(what) || seen.set(what, toShape(token, mask))),
    async noteAnswer(url, response) {
      const { status, headers } = response;
      const body = parse(await response.text());
      const asked = subject === undefined || isDocument(url) ? undefined : `introspection of: ${subject}`;
      const what = nameOf(url, body) ?? asked;
      if (what === undefined || seen.has(what)) return;
      const said = (name: string): string | undefined => headers.get(name) ?? undefined;
      const types = { "content-type": said("content-type"), "cache-control": said("cache-control") };
      seen.set(what, { status, ...types, body: typeof body === "string" ? toShape(body, mask) : mask(body) });
    },
    knownVersion: () => (existsSync(file) ? readKnown(file).version : undefined),
    expectAsRecorded() {
      const { version: _version, date: _date, ...known } = readKnown(file);
      expect(toRecord(seen), "what was recorded; `npm run interop -- --update` records anew").toEqual(known);
    },
    write(version) {
      mkdirSync(RECORDED, { recursive: true });
      const date = new Date().toISOString().slice(0, 10);
      writeFileSync(file, `${JSON.stringify({ version, date, ...toRecord(seen) }, undefined, 2)}\n`);
    },
  };
}

function readKnown(file: string): Readonly<Record<string, unknown>> & { readonly version: string } {
  return JSON.parse(readFileSync(file, "utf8")) as ReturnType<typeof readKnown>;
}

function toRecord(seen: ReadonlyMap<string, unknown>): object {
  const sorted = [...seen].sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.parse(JSON.stringify(Object.fromEntries(sorted))) as object;
}

function isDocument(url: string): boolean {
  return url.includes("/.well-known/");
}

/** The documents that every issuer has one of. */
function nameOf(url: string, body: unknown): string | undefined {
  if (isDocument(url) && typeof body === "object" && body !== null && "issuer" in body) return "metadata";
  return typeof body === "object" && body !== null && "keys" in body ? "keys" : undefined;
}

function toShape(token: string, mask: Mask): unknown {
  const read = readUnverified(token);
  if (read === undefined) return { opaque: { parts: token.split(".").length } };
  return { header: mask(read.header), claims: mask(read.claims) };
}

/** What is no JSON stays text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const RECORDED = join(import.meta.dirname, "../recorded");
