import { tokens } from "@linekeeper/ui/tokens.ts";

import "./page.css";
import { LinekeeperPhone } from "./element.ts";

// The colours are applied to the document, so that the page outside of the element has them, too.
if (tokens.styleSheet !== undefined) document.adoptedStyleSheets = [...document.adoptedStyleSheets, tokens.styleSheet];
customElements.define("linekeeper-phone", LinekeeperPhone);
