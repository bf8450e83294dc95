import { answerWith } from "../exchange.js";
import type { Answered, Exchange } from "../exchange.js";
import type { Reply } from "../introspection/reply.js";
import { toRedirectedUrl } from "../issuer-endpoints.js";
import type { IssuerResource } from "../issuer-endpoints.js";
import { createGzipBomb, dripped, padded } from "./bodies.js";
import type { ChosenFault } from "./fault-options.js";
import type { ExchangeFaultName } from "./key-faults.js";

/** What there is to answer where nothing fails. */
export interface GoodReply extends Reply, Pick<IssuerResource, "place" | "url"> {}

/** What a document, or an endpoint, has to answer. */
export function toGoodReply(resource: IssuerResource): GoodReply {
  const { place, url } = resource;
  if (resource.place === "introspection") return { place, url, ...resource.reply };
  const { content, contentType } = resource;
  return { place, url, status: 200, headers: { "content-type": contentType }, text: JSON.stringify(content) };
}

/** What comes of a request where nothing fails. */
export function toGoodExchange({ status, headers, text }: GoodReply): Exchange {
  return answerWith(text, headers["content-type"] ?? "", { status, headers });
}

type ExchangeFault = (good: GoodReply, fault: ChosenFault) => Exchange;

/**
 * What comes of a request while the server fails in this way. Where a body can be the good one, it is: so a client that does
 * not look at what is wrong is found out, because it goes on as if nothing were.
 */
export const exchangeFaults: Readonly<Record<ExchangeFaultName, ExchangeFault>> = {
  refuses: () => ({ kind: "refused" }),
  hangs: () => ({ kind: "silent" }),
  drips: (good) => ({ ...headOf(good), body: dripped(good.text) }),
  status_500: withStatus(500),
  status_503: withStatus(503),
  status_429: withStatus(429),
  redirects: (good) => {
    const headers = { ...good.headers, location: toRedirectedUrl(good.url) };
    // Where a form was sent, one that makes the client send it again, secrets and all (RFC 9110 §15.4.8).
    return toGoodExchange({ ...good, headers, status: good.place === "introspection" ? 307 : 302 });
  },
  html: () => answerWith(PAGE, "text/html; charset=utf-8"),
  truncated_json: (good) => toGoodExchange({ ...good, text: good.text.slice(0, good.text.length / 2) }),
  huge_body: (good) => ({ ...headOf(good), body: padded(good.text) }),
  gzip_bomb: (good) => {
    const headers = { ...good.headers, "content-encoding": "gzip" };
    return { ...headOf({ ...good, headers }), body: answerWith(createGzipBomb(good.text), "").body };
  },
  wrong_content_type: (good) => toGoodExchange({ ...good, headers: { ...good.headers, "content-type": "text/plain" } }),
  // Where there is no TLS, in process, nothing is all that a client sees of it.
  slow_tls: () => ({ kind: "silent" }),
};

function withStatus(status: number): ExchangeFault {
  return (good, { retryAfterSeconds }) => {
    const retryAfter = retryAfterSeconds === undefined ? {} : { "retry-after": `${retryAfterSeconds}` };
    return toGoodExchange({ ...good, status, headers: { ...good.headers, ...retryAfter } });
  };
}

function headOf({ status, headers }: GoodReply): Omit<Answered, "body"> {
  return { kind: "answered", status, headers };
}

const PAGE = "<!doctype html><title>Sign in</title><p>Please sign in.</p>";
