import { server } from "./servers/hydra/server.js";
import { checkServer } from "./support/check-server.js";

checkServer(server);
