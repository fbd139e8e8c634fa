/**
 * @module
 */

/** Variables with what windows show to the gateway: nothing that it starts has any business with them. */
export const gatewayTokens: readonly string[] = [
  "TIDEGATE_TOKEN",
  "TIDEGATE_OBSERVER_TOKEN",
  "HERMES_DASHBOARD_SESSION_TOKEN",
  "TIDEGATE_SIDECAR_URL",
  "HERMES_TUI_SIDECAR_URL",
];
