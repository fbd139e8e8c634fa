/** @module */
import type { Skin } from "./shapes.ts";

/** The skin of a fresh gateway. Empty members leave the choice to the client. */
export const defaultSkin: Skin = {
  name: "default",
  colors: {},
  branding: { agent_name: "Tidegate" },
  banner_logo: "",
  banner_hero: "",
  tool_prefix: "",
  help_header: "",
};
