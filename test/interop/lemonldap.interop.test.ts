import { server } from "./servers/lemonldap/server.js";
import { checkServer } from "./support/check-server.js";

checkServer(server);
