import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Child, startChild } from "../../support/child.js";
import { environmentOf, getDebianPackages } from "../../support/debian.js";
import { startOnFreePorts } from "../../support/free-ports.js";
import { createDataFolder } from "../../support/places.js";
import type { Got, Unobtainable } from "../../support/server.js";

/** One Glewlwyd, with nothing but its administrator. */
export interface Glewlwyd extends Pick<Child, "kill" | "restart"> {
  /** `external_url`, as it was given. */
  readonly externalUrl: string;
  /** Where its API is. */
  readonly apiUrl: string;
  /** "Issuer" of its plugins, which is a setting of each: another name of this machine, and a path where nothing is. */
  readonly issuer: string;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** The second brings `sqlite3`, and spares us a database server. */
export function getGlewlwyd(): Promise<Got | Unobtainable> {
  return getDebianPackages("glewlwyd", ["glewlwyd", "dbconfig-sqlite3"]);
}

/** @param ending - Of `external_url`: some write it with a slash, which then stands twice in all its endpoints. */
export function startGlewlwyd(place: string, ending: "" | "/" = ""): Promise<Glewlwyd> {
  return startOnFreePorts(1, ([port = 0]) => startAt(port, place, ending));
}

async function startAt(port: number, place: string, ending: "" | "/"): Promise<Glewlwyd> {
  const folder = createDataFolder("glewlwyd");
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const origin = `http://127.0.0.1:${port}`;
    const externalUrl = `${origin}${ending}`;
    const env = environmentOf(place);
    await createDatabase(place, join(folder, "glewlwyd.db"));
    const file = join(folder, "glewlwyd.conf");
    mkdirSync(join(folder, "empty"));
    writeFileSync(file, toSettings({ place, folder, port, externalUrl }));
    const child = await startChild({
      command: join(place, "root/usr/bin/glewlwyd"),
      args: ["--config-file", file],
      cwd: folder,
      env,
      readyUrl: `${origin}/api/`,
    });
    return {
      externalUrl,
      apiUrl: `${origin}/api`,
      issuer: `http://localhost:${port}/issuer`,
      kill: child.kill,
      restart: child.restart,
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

/** As Debian would at the installation. */
async function createDatabase(place: string, file: string): Promise<void> {
  const script = readFileSync(join(place, "root/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3"), "utf8");
  const env = { ...process.env, ...environmentOf(place) };
  const running = promisify(execFile)("sqlite3", [file], { env });
  running.child.stdin?.end(script);
  await running;
}

interface Settings {
  readonly place: string;
  readonly folder: string;
  readonly port: number;
  readonly externalUrl: string;
}

/** Those of Debian's own file, as far as there is no default. `use_secure_connection` is not there: it would want a certificate. */
function toSettings({ place, folder, port, externalUrl }: Settings): string {
  const modules = join(place, "root/usr/lib/glewlwyd");
  return `
port=${port}
bind_address="127.0.0.1"
external_url="${externalUrl}"
login_url="login.html"
api_prefix="api"
log_mode="console"
log_level="WARNING"
cookie_secure=0
session_key="GLEWLWYD2_SESSION_ID"
admin_session_authentication="cookie"
profile_session_authentication="cookie"
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="${modules}/user"
user_middleware_module_path="${folder}/empty"
client_module_path="${modules}/client"
user_auth_scheme_module_path="${modules}/scheme"
plugin_module_path="${modules}/plugin"
hash_algorithm="SHA512"
database = { type = "sqlite3" path = "${folder}/glewlwyd.db" };
`;
}
