import { tokens } from "@linekeeper/ui/tokens.ts";

import { Dashboard } from "./app.ts";
import { palette } from "./styles.ts";

document.adoptedStyleSheets = [tokens.styleSheet!, palette.styleSheet!];
customElements.define("lk-dashboard", Dashboard);
