import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { IssuerOptions } from "@ostiary/core";
import { keycloak } from "@ostiary/core/presets";
import { startOnFreePorts } from "../../support/free-ports.js";
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
import { type AdminApi, createAdminApi } from "./admin-api.js";
import { firstDataOf, getKeycloak, startKeycloak } from "./distribution.js";
import { createEndpoints } from "./endpoints.js";
import { issueFurther, subjectOf } from "./further-tokens.js";
import { type Access, issueOthers } from "./other-tokens.js";
import { AUDIENCE, changeClient, createRealm, OTHER_REALM, REALM, SECRET } from "./realm.js";

/** Keycloak, in development mode. All its tokens are JWTs; `opaque` stands for the preset that asks about each of them. */
export const server: InteropServer = { name: "keycloak", title: "Keycloak", get: getKeycloak, start };

async function start({ place = "" }: Got): Promise<RunningServer> {
  const folder = createDataFolder(server.name);
  const data = join(folder, "data");
  cpSync(firstDataOf(place), data, { recursive: true });
  const { child, url } = await startOnFreePorts(1, async ([port = 0]) => ({
    url: `http://127.0.0.1:${port}`,
    child: await startKeycloak(place, { data, port }),
  }));
  const stop = async (): Promise<void> => {
    await child.stop();
    rmSync(folder, { recursive: true });
  };
  try {
    const api = createAdminApi(url);
    for (const realm of [REALM, OTHER_REALM]) await createRealm(api, realm);
    const { systemInfo } = await api.get<{ systemInfo: { version: string } }>("/serverinfo");
    return { version: systemInfo.version, ...describe(url, api), kill: child.kill, restart: child.restart, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

function describe(url: string, api: AdminApi): Omit<RunningServer, "version" | "kill" | "restart" | "stop"> {
  const access = toAccess(url, REALM, api);
  return {
    audience: AUDIENCE,
    formats: ["jwt", "opaque"],
    issuerOptions: (format) => toIssuerOptions(url, REALM, format),
    issue: (request) => issue(access, request),
    otherTokens: () => issueOthers(access),
    furtherAccessTokens: () => issueFurther(access, url),
    async foreign(format: Format) {
      const { token, ...issued } = await issue(toAccess(url, OTHER_REALM, api), { format, scopes: ["api:read"] });
      const issuerOptions = toIssuerOptions(url, OTHER_REALM, format);
      return { what: "access token of another realm", token, reason: "unknown_issuer", issued, issuerOptions };
    },
    async revoke({ token, clientId = "" }) {
      const answer = await access.endpoints.post("/revoke", clientId, { token });
      if (!answer.ok) throw new Error(`it is not revoked: ${await answer.text()}`);
    },
    async rotateKeys() {
      const config = {
        priority: ["200"],
        keySize: ["2048"],
        active: ["true"],
        enabled: ["true"],
        algorithm: ["RS256"],
      };
      await api.post(`/realms/${REALM}/components`, { ...KEY_PROVIDER, name: "young", config });
      return { keepsOld: true };
    },
    expiredOpaque: "token_expired",
    notApplicable: {},
  };
}

function toIssuerOptions(url: string, realm: string, format: Format): IssuerOptions {
  return keycloak({ url, realm, ...(format === "opaque" ? { introspectAs: API } : {}) });
}

function toAccess(url: string, realm: string, api: AdminApi): Access {
  const issuer = `${url}/realms/${realm}`;
  return { issuer, api, endpoints: createEndpoints(issuer) };
}

/** Of a user, who has given a password to the client. */
async function issue({ api, endpoints }: Access, request: TokenRequest): Promise<IssuedToken> {
  const { scopes, audience, lifetimeSeconds } = request;
  if (lifetimeSeconds !== undefined) await shorten(api, lifetimeSeconds);
  const usual = audience === OTHER_AUDIENCE ? "web-of-others" : "web";
  const clientId = lifetimeSeconds === undefined ? usual : "short-lived";
  const { access_token: token } = await endpoints.getUserToken(clientId, scopes.join(" "));
  return { token, clientId, subject: subjectOf(token), scopes: [...scopes, "profile", "email"] };
}

/** Once for each server: two changes at a time are refused. */
function shorten(api: AdminApi, lifetimeSeconds: number): Promise<unknown> {
  const attributes = { "access.token.lifespan": String(lifetimeSeconds) };
  const done = shortened.get(api) ?? changeClient(api, "short-lived", { attributes });
  shortened.set(api, done);
  return done;
}

const shortened = new WeakMap<AdminApi, Promise<unknown>>();
const API = { clientId: AUDIENCE, clientSecret: SECRET };
const KEY_PROVIDER = { providerId: "rsa-generated", providerType: "org.keycloak.keys.KeyProvider" };
