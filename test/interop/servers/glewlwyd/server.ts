import type { ClientAuthentication, IssuerOptions } from "@ostiary/core";
import { glewlwyd } from "@ostiary/core/presets";
import { readDebianVersion } from "../../support/debian.js";
import { createReceiver, type Receiver } from "../../support/receiver.js";
import type { Format, Got, InteropServer, IssuedToken, RunningServer, TokenRequest } from "../../support/server.js";
import { createEndpoints } from "./endpoints.js";
import { issueFurther, type Known } from "./further-tokens.js";
import { issueOthers } from "./other-tokens.js";
import {
  AUDIENCE,
  changePlugin,
  createPeople,
  createPlugin,
  createSigningKey,
  INTROSPECT,
  type PluginSettings,
} from "./plugin.js";
import { type Glewlwyd, getGlewlwyd, startGlewlwyd } from "./process.js";
import { logIn, type Session } from "./session.js";

/** Glewlwyd, as Debian has it. All its access tokens are JWTs; `opaque` stands for the preset that asks about each of them. */
export const server: InteropServer = { name: "glewlwyd", title: "Glewlwyd", get: getGlewlwyd, start };

async function start({ place = "" }: Got): Promise<RunningServer> {
  const running: Glewlwyd[] = [];
  const receiver = await createReceiver();
  const stop = async (): Promise<void> => {
    receiver.close();
    await Promise.all(running.map((one) => one.stop()));
  };
  try {
    const plain = await startGlewlwyd(place);
    running.push(plain);
    const slashed = await startGlewlwyd(place, "/");
    running.push(slashed);
    const admin = await configure(plain, `${receiver.url}/logout`);
    await configureSlashed(slashed);
    return {
      version: readDebianVersion(place, "glewlwyd"),
      ...describe({ plain, slashed, admin, receiver }),
      kill: plain.kill,
      restart: plain.restart,
      stop,
    };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

async function configure({ apiUrl, issuer }: Glewlwyd, logoutUrl: string): Promise<Session> {
  const admin = await logIn(apiUrl, "admin");
  await createPlugin(admin, "oidc", toSettings(issuer));
  await createPlugin(admin, "other", toSettings(toOther(issuer), { keys: [createSigningKey("other")] }));
  await createPeople(admin, logoutUrl);
  return admin;
}

async function configureSlashed({ apiUrl, issuer }: Glewlwyd): Promise<void> {
  const admin = await logIn(apiUrl, "admin");
  await createPlugin(admin, "oidc", { issuer, keys: [createSigningKey("edwards", "EdDSA")] });
  await createPeople(admin, "http://127.0.0.1:9/logout");
}

/** The issuer of the plugin `other`. */
function toOther(issuer: string): string {
  return `${issuer}/other`;
}

function toSettings(issuer: string, other: Partial<PluginSettings> = {}): PluginSettings {
  return { issuer, keys: [OLD_KEY], introspectionScope: INTROSPECT, ...other };
}

interface Setting {
  readonly plain: Glewlwyd;
  readonly slashed: Glewlwyd;
  readonly admin: Session;
  readonly receiver: Receiver;
}

function describe({
  plain,
  slashed,
  admin,
  receiver,
}: Setting): Omit<RunningServer, "version" | "kill" | "restart" | "stop"> {
  const known = toKnown(plain);
  const { issuer } = plain;
  const toOptions = createToOptions(known, "oidc");
  const other = toKnown(plain, "other");
  const toOthers = createToOptions(other, "other");
  const issueShort = createShortIssuer(known, admin);
  return {
    audience: AUDIENCE,
    formats: ["jwt", "opaque"],
    issuerOptions: toOptions,
    issue: (request) => (request.lifetimeSeconds === undefined ? issue(known, request) : issueShort(request)),
    otherTokens: () => issueOthers(known.endpoints, receiver),
    furtherAccessTokens: () => issueFurther(known, toKnown(slashed)),
    async foreign(format) {
      const { token, ...issued } = await issue(other, { format, scopes: ["api:read"] });
      const what = "access token of another plugin";
      return { what, token, reason: "unknown_issuer", issued, issuerOptions: toOthers(format) };
    },
    async revoke({ token }) {
      const answer = await known.endpoints.post("/revoke", "machine", { token });
      if (!answer.ok) throw new Error(`it is not revoked: ${await answer.text()}`);
    },
    async rotateKeys() {
      await changePlugin(admin, "oidc", toSettings(issuer, { keys: [createSigningKey("young"), OLD_KEY] }));
      return { keepsOld: true };
    },
    expiredOpaque: "token_expired",
    notApplicable: {},
  };
}

function toKnown({ apiUrl, externalUrl, issuer }: Glewlwyd, plugin = "oidc"): Known {
  return {
    issuer: plugin === "other" ? toOther(issuer) : issuer,
    externalUrl,
    endpoints: createEndpoints(apiUrl, plugin),
  };
}

async function issue({ endpoints }: Known, { scopes, audience = AUDIENCE }: TokenRequest): Promise<IssuedToken> {
  const form = { grant_type: "client_credentials", scope: scopes.join(" "), resource: audience };
  const { access_token: token } = await endpoints.getToken("machine", form);
  return { token, clientId: "machine", subject: "machine", scopes };
}

function createToOptions(known: Known, pluginName: string): (format: Format) => IssuerOptions {
  const { externalUrl, issuer } = known;
  const introspectAs = createIntrospector(known);
  const named = pluginName === "oidc" ? {} : { pluginName };
  return (format) => glewlwyd({ externalUrl, issuer, ...named, ...(format === "opaque" ? { introspectAs } : {}) });
}

/** A resource server that may ask about tokens of all clients shows a token of its own with a scope for that. */
function createIntrospector({ endpoints }: Known): ClientAuthentication {
  let own: Promise<string> | undefined;
  const getOwn = async (): Promise<string> =>
    (await endpoints.getToken("introspector", { grant_type: "client_credentials", scope: INTROSPECT })).access_token;
  return { method: "bearer", token: () => (own ??= getOwn()) };
}

/** The lifetime is a setting of the plugin, which answers nobody while it changes: so there is one such token for all who ask. */
function createShortIssuer(known: Known, admin: Session): (request: TokenRequest) => Promise<IssuedToken> {
  let issued: Promise<IssuedToken> | undefined;
  const issueOnce = async ({ lifetimeSeconds = 0, ...request }: TokenRequest): Promise<IssuedToken> => {
    await changePlugin(admin, "oidc", toSettings(known.issuer, { lifetimeSeconds }));
    const token = await issue(known, request);
    await changePlugin(admin, "oidc", toSettings(known.issuer));
    return token;
  };
  return (request) => (issued ??= issueOnce(request));
}

const OLD_KEY = createSigningKey("old");
