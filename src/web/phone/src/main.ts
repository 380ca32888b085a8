import { tokens } from "@linekeeper/ui/tokens.ts";

import "./page.css";
import { LinekeeperPhone } from "./element.ts";

// Under the document, so that what is outside of the element has the same colours.
if (tokens.styleSheet !== undefined) document.adoptedStyleSheets = [...document.adoptedStyleSheets, tokens.styleSheet];
customElements.define("linekeeper-phone", LinekeeperPhone);
