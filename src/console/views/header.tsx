/**
 * The bar above a conversation: what it is about, who answers, and what it has cost.
 *
 * @module
 */
import { PanelLeft, Users } from "lucide-preact";
import { useRef, useState } from "preact/hooks";
import type { Conversation, SessionInfo } from "../model/conversation.ts";
import type { Choice } from "../model/offer.ts";
import { useDesk } from "./desk_context.ts";
import { IconButton } from "./icon_button.tsx";
import { SessionMenu } from "./session_menu.tsx";
import { tokens } from "./times.ts";

/** See the module. */
export function Header({ onSidebar, open }: { onSidebar: () => void; open: boolean }) {
  const desk = useDesk();
  const conversation = desk.shown.value;
  return (
    <header class="bar">
      <IconButton
        label="Conversations"
        class="drawer-button"
        aria-expanded={open}
        aria-controls="sidebar"
        onClick={onSidebar}
      >
        <PanelLeft size={18} aria-hidden="true" />
      </IconButton>
      {conversation === undefined
        ? <h1 class="title">{desk.view.value.kind === "new" ? "New conversation" : ""}</h1>
        : <About conversation={conversation} key={conversation.stored} />}
    </header>
  );
}

function About({ conversation }: { conversation: Conversation }) {
  const desk = useDesk();
  const info = conversation.info.value;
  const { stored, session } = conversation;
  const viewers = conversation.viewers.value;
  const observes = conversation.observes.value;
  const titled = conversation.title.value !== "";
  const row = desk.list.all.value.find((each) => each.stored === stored);
  const name = row?.name ?? "New conversation";
  // Whoever may only watch sees which it is.
  const offered = (choices: readonly Choice[], value: string) =>
    observes ? choices.filter(({ id }) => id === value) : choices;
  const set = async (key: "model" | "mode", value: string) => {
    try {
      await session.request("config.set", { key, value });
    } catch (error) {
      desk.toasts.error(`Changing the ${key}`, error);
    }
  };
  return (
    <>
      {observes ? <h1 class="title">{name}</h1> : (
        <Title
          name={name}
          titled={titled}
          onRename={(title) => void desk.rename(stored, title)}
        />
      )}
      <div class="facts">
        {viewers > 1 && (
          <span class="viewers" title={`${viewers} windows watch this`}>
            <Users size={14} aria-hidden="true" />
            <span class="hidden">Windows on this conversation:</span> {viewers}
          </span>
        )}
        {info !== undefined && <Usage info={info} />}
        {info?.mode !== undefined && (
          <Choose
            label="Mode"
            value={info.mode}
            choices={offered(info.modes ?? [], info.mode)}
            onChoose={(mode) => void set("mode", mode)}
          />
        )}
        {info !== undefined && (
          <Choose
            label="Model"
            value={info.model}
            choices={offered(desk.offer.modelsOf(info), info.model)}
            onChoose={(model) => void set("model", model)}
          />
        )}
      </div>
      {!observes && (
        <SessionMenu
          row={{ stored, name, live: session.id, titled }}
          label="Conversation actions"
        />
      )}
    </>
  );
}

function Title(
  { name, titled, onRename }: { name: string; titled: boolean; onRename: (to: string) => void },
) {
  const [editing, setEditing] = useState(false);
  const left = useRef(false);
  // It was left by a key: then the focus is nowhere else.
  const returns = useRef(false);
  if (!editing) {
    return (
      <h1 class="title">
        <button
          ref={(button) => {
            if (button !== null && returns.current) button.focus();
            returns.current = false;
          }}
          type="button"
          class={titled ? "" : "untitled"}
          title="Rename"
          aria-label={`Rename: ${name}`}
          onClick={() => {
            left.current = false;
            setEditing(true);
          }}
        >
          {name}
        </button>
      </h1>
    );
  }
  const end = (value: string | undefined) => {
    if (left.current) return;
    left.current = true;
    setEditing(false);
    const title = value?.trim() ?? "";
    if (title !== "" && (title !== name || !titled)) onRename(title);
  };
  return (
    <input
      class="title"
      type="text"
      aria-label="Title"
      defaultValue={titled ? name : ""}
      maxLength={200}
      ref={(input) => input?.focus()}
      onBlur={(event) => end(event.currentTarget.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
        // What has the focus by then must not be pressed by the same key.
        event.preventDefault();
        returns.current = true;
        end(event.key === "Enter" ? event.currentTarget.value : undefined);
      }}
    />
  );
}

/** Something of several; where there is nothing to choose, its name. */
export function Choose(
  { label, value, choices, onChoose }: {
    label: string;
    value: string;
    choices: readonly Choice[];
    onChoose: (id: string) => void;
  },
) {
  const known = choices.find(({ id }) => id === value);
  if (choices.length < (known === undefined ? 1 : 2)) {
    return value === "" ? null : (
      <span class="chosen" title={label}>
        <span class="hidden">{label}:</span> {known?.name ?? value}
      </span>
    );
  }
  const all = known === undefined && value !== ""
    ? [{ id: value, name: value }, ...choices]
    : choices;
  return (
    <select
      aria-label={label}
      title={label}
      value={value}
      onChange={(event) => onChoose(event.currentTarget.value)}
    >
      {all.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
    </select>
  );
}

function Usage({ info: { usage } }: { info: SessionInfo }) {
  const { context_percent: percent, context_used: used, context_max: max, total } = usage;
  if (total === 0 && !used) return null;
  const detail = [
    `${total} tokens in ${usage.calls} ${usage.calls === 1 ? "call" : "calls"}`,
    `${usage.input} in, ${usage.output} out`,
    used && max ? `context: ${used} of ${max}` : "",
  ].filter(Boolean).join(" · ");
  const full = percent ?? (used && max ? used / max * 100 : undefined);
  return (
    <span class="usage" title={detail}>
      <span class="hidden">Usage:</span>
      {full !== undefined && (
        <meter aria-label="Context used" min={0} max={100} high={80} value={full}>
          {Math.round(full)}%
        </meter>
      )}
      {full === undefined ? `${tokens(total)} tokens` : `${Math.round(full)}%`}
    </span>
  );
}
