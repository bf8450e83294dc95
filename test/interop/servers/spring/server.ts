import { randomUUID } from "node:crypto";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { IssuerOptions } from "@ostiary/core";
import { springAuthorizationServer } from "@ostiary/core/presets";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { type Child, startChild } from "../../support/child.js";
import { startOnFreePorts } from "../../support/free-ports.js";
import { SPARING } from "../../support/java.js";
import { post, requestToken, type TokenResponse } from "../../support/oauth.js";
import { createDataFolder } from "../../support/places.js";
import {
  type Format,
  type Got,
  type InteropServer,
  type IssuedToken,
  OTHER_AUDIENCE,
  type RunningServer,
  type TokenRequest,
} from "../../support/server.js";
import { getSpring } from "./build.js";
import { ADA, API, CLIENT_IDS, secretOf, toClientSettings, TYPED_AUDIENCE } from "./clients.js";
import { issueFurther } from "./further-tokens.js";
import { issueOthers } from "./other-tokens.js";

/** Spring Authorization Server, in an application as Spring Boot sets it up. */
export const server: InteropServer = {
  name: "spring",
  title: "Spring Authorization Server",
  get: getSpring,
  start,
};

async function start({ place = "" }: Got): Promise<RunningServer> {
  const folder = createDataFolder(server.name);
  const remove = (): void => rmSync(folder, { recursive: true });
  try {
    const keys = await createKeys(join(folder, "keys.json"));
    const { child, port } = await startOnFreePorts(1, async ([port = 0]) => ({
      port,
      child: await startSpring(place, folder, port),
    }));
    const stop = (): Promise<void> => child.stop().then(remove);
    const version = /This is (\S+)/.exec(child.printed())?.[1] ?? "unknown";
    return { version, ...describe(toOrigin(port), keys), kill: child.kill, restart: child.restart, stop };
  } catch (cause) {
    remove();
    throw cause;
  }
}

function startSpring(jar: string, folder: string, port: number): Promise<Child> {
  const settings = join(folder, "application.properties");
  writeFileSync(settings, toProperties({ ...toSettings(folder, port), ...toClientSettings() }));
  return startChild({
    command: "java",
    args: [...SPARING, "-Xmx256m", "-jar", jar, `--spring.config.location=file:${settings}`],
    readyUrl: `${toOrigin(port)}/oauth2/jwks`,
    readySeconds: 200,
  });
}

function toOrigin(port: number): string {
  return `http://127.0.0.1:${port}`;
}

function describe(issuer: string, keys: Keys): Omit<RunningServer, "version" | "kill" | "restart" | "stop"> {
  return {
    audience: "web",
    formats: ["jwt", "opaque"],
    issuerOptions: (format) => toIssuerOptions(issuer, format),
    issue: (request) => issue(issuer, request),
    otherTokens: () => issueOthers(issuer),
    furtherAccessTokens: () => issueFurther(issuer),
    async foreign(format: Format) {
      const neighbour = `${issuer}/neighbour`;
      const { token, ...issued } = await issue(neighbour, { format, scopes: ["api:read"] });
      const issuerOptions = toIssuerOptions(neighbour, format);
      return { what: "access token of another issuer", token, reason: "unknown_issuer", issued, issuerOptions };
    },
    async revoke({ token, clientId = "" }) {
      await post(`${issuer}/oauth2/revoke`, { clientId, clientSecret: secretOf(clientId), form: { token } });
    },
    async rotateKeys() {
      await keys.rotate();
      return { keepsOld: true };
    },
    expiredOpaque: "token_inactive",
    notApplicable: {},
  };
}

function toIssuerOptions(issuer: string, format: Format): IssuerOptions {
  const asking = format === "opaque" ? { introspectAs: API } : {};
  return springAuthorizationServer({ issuer, clientIds: CLIENT_IDS, ...asking });
}

/** Client credentials. A token is for the client that gets it. */
async function issue(issuer: string, request: TokenRequest): Promise<IssuedToken> {
  const { format, scopes, audience, lifetimeSeconds } = request;
  const isOpaque = format === "opaque";
  const usual = lifetimeSeconds === undefined ? "web" : "short-lived";
  const ours = isOpaque ? `${usual}-opaque` : usual;
  const others = isOpaque ? "others-opaque" : OTHER_AUDIENCE;
  const clientId = audience === OTHER_AUDIENCE ? others : ours;
  const { access_token: token } = await getToken(issuer, clientId, { scope: scopes.join(" ") });
  return { token, clientId, subject: clientId, scopes };
}

function getToken(issuer: string, clientId: string, form: Readonly<Record<string, string>>): Promise<TokenResponse> {
  return requestToken(`${issuer}/oauth2/token`, {
    clientId,
    clientSecret: secretOf(clientId),
    form: { grant_type: "client_credentials", ...form },
  });
}

function toSettings(folder: string, port: number): Readonly<Record<string, string>> {
  return {
    "server.address": "127.0.0.1",
    "server.port": String(port),
    "interop.keys": join(folder, "keys.json"),
    "interop.audience": TYPED_AUDIENCE,
    "interop.other-audience": OTHER_AUDIENCE,
    // An issuer is where it was asked, with whatever path stands before.
    "spring.security.oauth2.authorizationserver.multiple-issuers-allowed": "true",
    "spring.security.user.name": ADA.username,
    "spring.security.user.password": `{noop}${ADA.password}`,
    "spring.datasource.url": `jdbc:h2:file:${join(folder, "tokens")};WRITE_DELAY=0`,
    "spring.sql.init.mode": "always",
    "spring.sql.init.schema-locations":
      "classpath:org/springframework/security/oauth2/server/authorization/oauth2-authorization-schema.sql",
    // The tables are there when it is started again.
    "spring.sql.init.continue-on-error": "true",
  };
}

function toProperties(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}

/** The keys of the server: the first signs, all are published. */
interface Keys {
  rotate(): Promise<void>;
}

async function createKeys(file: string): Promise<Keys> {
  let keys: readonly JWK[] = [];
  const rotate = async (): Promise<void> => {
    const { privateKey } = await generateKeyPair("RS256", { extractable: true });
    keys = [{ ...(await exportJWK(privateKey)), kid: randomUUID() }, ...keys];
    // Whole at every moment.
    writeFileSync(`${file}.new`, JSON.stringify({ keys }));
    renameSync(`${file}.new`, file);
  };
  await rotate();
  return { rotate };
}
