import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { type Child, startChild } from "../../support/child.js";
import { environmentOf, getDebianPackages } from "../../support/debian.js";
import { startOnFreePorts } from "../../support/free-ports.js";
import { createDataFolder } from "../../support/places.js";
import type { Got, Unobtainable } from "../../support/server.js";
import { type SigningKey, toConfiguration } from "./configuration.js";

/** One portal, which is an OpenID provider. */
export interface LemonLdap extends Pick<Child, "kill" | "restart"> {
  /** Its address, without a slash at the end. */
  readonly portal: string;
  /** Makes another key the one that signs, and the only one that is published. */
  changeKey(key: SigningKey): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** Besides the portal: what it loads at its start without saying so, and `openssl`, which the last one needs. */
export function getLemonLdap(): Promise<Got | Unobtainable> {
  return getDebianPackages("lemonldap", [
    "liblemonldap-ng-portal-perl",
    "libgd-securityimage-perl",
    "libimage-magick-perl",
    "libio-string-perl",
    "libstring-random-perl",
    "starlet",
    "ssl-cert",
  ]);
}

/** Starts the portal in a web server for Plack with workers: one without waits for whoever has connected and says nothing. */
export function startLemonLdap(place: string): Promise<LemonLdap> {
  return startOnFreePorts(1, ([port = 0]) => startAt(port, place));
}

async function startAt(port: number, place: string): Promise<LemonLdap> {
  const folder = createDataFolder("lemonldap");
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const portal = `http://127.0.0.1:${port}`;
    const certified = await createCertifiedKey(place, folder);
    const configure = createConfigurator(folder, portal);
    configure({ id: "old", ...certified });
    const child = await startChild(toProgram(place, folder, port));
    return {
      portal,
      kill: child.kill,
      restart: child.restart,
      async changeKey(key) {
        configure(key);
        await waitForKey(portal, key.id);
      },
      async stop() {
        await child.stop();
        remove();
      },
    };
  } catch (cause) {
    remove();
    throw cause;
  }
}

function toProgram(place: string, folder: string, port: number): Parameters<typeof startChild>[0] {
  const root = join(place, "root");
  const share = join(root, "usr/share/lemonldap-ng/portal");
  const settings = join(folder, "lemonldap-ng.ini");
  writeFileSync(settings, toSettings(folder, join(share, "templates")));
  const listen = ["--server", "Starlet", "--max-workers", "8", "--host", "127.0.0.1", "--port", String(port)];
  return {
    command: "perl",
    args: [join(root, "usr/bin/plackup"), ...listen, "--env", "deployment", join(share, "htdocs/index.psgi")],
    cwd: folder,
    // So that members of JSON come in the same order each time.
    env: { ...environmentOf(place), LLNG_DEFAULTCONFFILE: settings, PERL_HASH_SEED: "0", PERL_PERTURB_KEYS: "0" },
    readyUrl: `http://127.0.0.1:${port}/oauth2/jwks`,
  };
}

function toSettings(folder: string, templates: string): string {
  return `
[all]
logLevel = warn
checkTime = ${CHECK_SECONDS}
[configuration]
type = File
dirName = ${folder}/conf
[portal]
staticPrefix = /static
templateDir = ${templates}
languages = en
`;
}

/** Writes one configuration after the other: the highest number counts. */
function createConfigurator(folder: string, portal: string): (key: SigningKey) => void {
  for (const name of ["conf", "cache", "sessions/lock", "persistent/lock"]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  let number = 0;
  return (key) => {
    number += 1;
    const configuration = toConfiguration({ number, folder, portal, key });
    writeFileSync(join(folder, "conf", `lmConf-${number}.json`), JSON.stringify(configuration));
  };
}

/** With a certificate in the place of the public key the key set has `x5c` and `x5t`. */
async function createCertifiedKey(place: string, folder: string): Promise<Omit<SigningKey, "id">> {
  const [settings, key, certificate] = ["openssl.cnf", "key.pem", "certificate.pem"].map((name) => join(folder, name));
  if (settings === undefined || key === undefined || certificate === undefined) throw new Error("not three names");
  writeFileSync(settings, "[req]\ndistinguished_name = dn\n[dn]\n");
  const env = { ...process.env, ...environmentOf(place) };
  const request = ["req", "-x509", "-config", settings, "-subj", "/CN=ostiary-interop", "-days", "30"];
  await promisify(execFile)(
    "openssl",
    [...request, "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate],
    { env },
  );
  return { privateKey: readFileSync(key, "utf8"), publicKey: readFileSync(certificate, "utf8") };
}

/** Each worker takes it with its first request after `CHECK_SECONDS`. */
async function waitForKey(portal: string, id: string): Promise<void> {
  await delay(2 * CHECK_SECONDS * 1000 + 500);
  const { keys } = (await (await fetch(`${portal}/oauth2/jwks`)).json()) as { keys: readonly { kid?: string }[] };
  if (!keys.some(({ kid }) => kid === id)) throw new Error("the portal does not take its new configuration");
}

/** How often a worker looks for a newer configuration. */
const CHECK_SECONDS = 1;
