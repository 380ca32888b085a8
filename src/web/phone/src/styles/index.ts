import { controls } from "@linekeeper/ui/controls.ts";
import { tokens } from "@linekeeper/ui/tokens.ts";

import { camera } from "./camera.ts";
import { device } from "./device.ts";
import { page } from "./page.ts";
import { screens } from "./screens.ts";

export const styles = [tokens, ...controls, page, device, screens, camera];
