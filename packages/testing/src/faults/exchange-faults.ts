import { answerWith } from "../exchange.js";
import type { Exchange } from "../exchange.js";
import { toRedirectedUrl } from "../issuer-endpoints.js";
import type { IssuerDocument } from "../issuer-endpoints.js";
import { createGzipBomb, dripped, padded } from "./bodies.js";
import type { ChosenFault } from "./fault-options.js";
import type { ExchangeFaultName } from "./key-faults.js";

/** What comes of asking for a document that is as it should be. */
export function toGoodExchange({ content, contentType }: IssuerDocument): Exchange {
  return answerWith(JSON.stringify(content), contentType);
}

type ExchangeFault = (document: IssuerDocument, fault: ChosenFault) => Exchange;

/**
 * What comes of asking for a document while the server fails in this way. Where a body can be the good document, it is:
 * so a client that does not look at what is wrong is found out, because it goes on as if nothing were.
 */
export const exchangeFaults: Readonly<Record<ExchangeFaultName, ExchangeFault>> = {
  refuses: () => ({ kind: "refused" }),
  hangs: () => ({ kind: "silent" }),
  drips: (document) => ({ ...answerAs(document), body: dripped(toText(document)) }),
  status_500: withStatus(500),
  status_503: withStatus(503),
  status_429: withStatus(429),
  redirects: (document) => {
    const headers = { location: toRedirectedUrl(document.url) };
    return answerWith(toText(document), document.contentType, { status: 302, headers });
  },
  html: () => answerWith(PAGE, "text/html; charset=utf-8"),
  truncated_json: (document) => {
    const text = toText(document);
    return answerWith(text.slice(0, text.length / 2), document.contentType);
  },
  huge_body: (document) => ({ ...answerAs(document), body: padded(toText(document)) }),
  gzip_bomb: (document) => {
    const headers = { "content-encoding": "gzip" };
    return answerWith(createGzipBomb(toText(document)), document.contentType, { headers });
  },
  wrong_content_type: (document) => answerWith(toText(document), "text/plain"),
  // Where there is no TLS, in process, nothing is all that a client sees of it.
  slow_tls: () => ({ kind: "silent" }),
};

function withStatus(status: number): ExchangeFault {
  return (document, { retryAfterSeconds }) => {
    const headers = retryAfterSeconds === undefined ? {} : { "retry-after": `${retryAfterSeconds}` };
    return answerWith(toText(document), document.contentType, { status, headers });
  };
}

function answerAs({
  contentType,
}: IssuerDocument): Pick<Exchange & { kind: "answered" }, "kind" | "status" | "headers"> {
  return { kind: "answered", status: 200, headers: { "content-type": contentType } };
}

function toText({ content }: IssuerDocument): string {
  return JSON.stringify(content);
}

const PAGE = "<!doctype html><title>Sign in</title><p>Please sign in.</p>";
