/**
 * Tidegate: a gateway between AI agents and the windows people watch them in.
 *
 * @example
 * ```ts
 * import { createGateway, echoProvider } from "tidegate";
 *
 * const gateway = createGateway({ provider: echoProvider() });
 * await gateway.shutdown();
 * ```
 *
 * @module
 */
export { createGateway, type Gateway } from "./src/gateway/gateway.ts";
export type {
  ChannelAcceptor,
  ChannelPlace,
  ConnectionAcceptor,
  GatewayConnection,
  InboundConnection,
  Peer,
} from "./src/gateway/acceptor.ts";
export type { GatewayOptions } from "./src/gateway/options.ts";
export type { Notice, NoticeBoard, NoticeKind, NoticeLevel } from "./src/gateway/notice.ts";
export type { AgentProbe, ProbeVerdict } from "./src/gateway/agent_probe.ts";
export {
  type ConfigChange,
  type ConfigDesk,
  ConfigError,
  type ConfigState,
} from "./src/gateway/config_desk.ts";
export { type KeyDesk, KeyError } from "./src/gateway/key_desk.ts";
export type { SetupOptions } from "./src/gateway/setup_options.ts";
export type { GatewayReadings, Telemetry, Traffic } from "./src/gateway/telemetry.ts";
export type { CallWatch, WatchedCall } from "./src/rpc/call_watch.ts";
export type { EventCounts } from "./src/session/counted_stream.ts";
export type { TurnWatch, WatchedTurn, WatchedTurnEnd } from "./src/session/turn_watch.ts";
export type { StoreOperation } from "./src/store/measured_store.ts";
export {
  defineMethod,
  type MethodCall,
  type MethodDefinition,
  type OwnMethod,
} from "./src/gateway/own_method.ts";
export type { Lane } from "./src/rpc/method.ts";
export type { Schema, SchemaFault, SchemaVerdict } from "./src/rpc/schema.ts";
export { RpcError, type WireError } from "./src/rpc/rpc_error.ts";
export type { SaveDocument } from "./src/gateway/saved_conversation.ts";
export type { AttachmentFolder, KeptAttachments } from "./src/workspace/attachment_folder.ts";
export type { Clipboard, ClipboardImage } from "./src/workspace/clipboard.ts";
export type {
  DocumentRead,
  DocumentShelf,
  ShelvedDocument,
} from "./src/workspace/document_shelf.ts";
export type { LoadRenderer, Look, MarkdownLook, TextRenderer } from "./src/session/rendering.ts";
export type { PageImage, PageRange, PagesOutcome, PdfPages } from "./src/workspace/pdf_pages.ts";
export type {
  FolderEntry,
  Listing,
  PathKind,
  WorkspaceAccess,
  WorkspaceRead,
} from "./src/workspace/workspace_access.ts";
export type {
  HookSubject,
  SessionEnd,
  SessionHooks,
  SessionStart,
  TurnEnded,
} from "./src/session/hooks.ts";
export type { EndReason, SessionStatus } from "./src/session/session_state.ts";
export type { CoalesceMode } from "./src/session/coalescer.ts";
export type { BusyMode } from "./src/session/prompt_runner.ts";
export {
  type Agent,
  type AgentContext,
  type AgentDescription,
  AgentError,
  type AgentEvent,
  type AgentInput,
  type AgentProvider,
  type HistoryMessage,
  type OneShot,
  type SummaryInput,
  type TitleInput,
  type ToolRecord,
  type Usage,
} from "./src/agent/agent.ts";
export {
  type Answers,
  type AnswerTo,
  type ApprovalChoice,
  type ApprovalOption,
  type Ask,
  noAnswer,
  type Question,
} from "./src/agent/question.ts";
export type {
  AgentChoice,
  AgentCommand,
  AgentFact,
  Attachment,
  SubagentEvent,
  SubagentStep,
  Todo,
  ToolLocation,
} from "./src/agent/agent_parts.ts";
export {
  type ProcessEnd,
  type Spawn,
  type SpawnCommand,
  type SpawnedProcess,
  SpawnError,
} from "./src/agent/spawn.ts";
export type { McpServer, ToolPermission, ToolPolicy } from "./src/agent/mcp_server.ts";
export type {
  ShelfTool,
  ToolAnswer,
  ToolCallOptions,
  ToolChange,
  ToolChangeReport,
  ToolShelf,
  ToolsOff,
  ToolSource,
} from "./src/agent/tool_shelf.ts";
export type {
  CommandOptions,
  ListPlugins,
  PluginFacts,
  SwitchPlugin,
} from "./src/gateway/command_options.ts";
export type { GitOptions } from "./src/gateway/git_options.ts";
export type { CheckpointOptions } from "./src/gateway/checkpoint_options.ts";
export type { BorrowedIndex, CheckpointFiles, FolderItem } from "./src/git/checkpoint_files.ts";
export type { ProjectFile } from "./src/gateway/project_desk.ts";
export type { OwnProgram } from "./src/commands/cli_words.ts";
export type { QuickCommand } from "./src/commands/quick_command.ts";
export type {
  CommandOutcome,
  CommandRunner,
  CreateRunner,
  RunnerFacts,
} from "./src/commands/command_runner.ts";
export type { SkillFault, SkillFile, SkillSource } from "./src/commands/skill_source.ts";
export type { UserCommand } from "./src/commands/slash_line.ts";
export type {
  UserCommandContext,
  UserCommandDefinition,
  UserCommandModule,
} from "./src/commands/user_command.ts";
export type { QuestionTimeouts } from "./src/session/question_kinds.ts";
export { type EchoOptions, echoProvider } from "./src/agent/echo_agent.ts";
export { openaiProvider } from "./src/agent/openai_agent.ts";
export type { OpenaiDeps, OpenaiOptions } from "./src/agent/openai_options.ts";
export { type AcceptOptions, acceptWebSocket } from "./src/http/accept_web_socket.ts";
export type { WebSocketLike } from "./src/http/standard_socket.ts";
export {
  type EventRange,
  type Retention,
  type SessionQuery,
  type Store,
  type StoreChange,
  type StoredApproval,
  type StoredEvent,
  type StoredMessage,
  type StoredPrompt,
  type StoredSession,
  StoreError,
} from "./src/store/store.ts";
export { MemoryStore, type MemoryStoreOptions } from "./src/store/memory_store.ts";
export type { Role } from "./src/protocol/shapes.ts";
export type { CloseReason } from "./src/protocol/close_codes.ts";
export type { Socket } from "./src/transport/socket.ts";
export { tee, type TeeOptions } from "./src/transport/tee.ts";
export { type Clock, systemClock, type Timer } from "./src/lib/clock.ts";
export { type LogFields, type Logger, logtapeLogger, silentLogger } from "./src/lib/logger.ts";
export { version } from "./src/protocol/version.ts";
