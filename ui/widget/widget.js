// Footnote on any page. One file, no build step, no request of its own until it is asked something.
//
//   <script async src="https://HOST/widget.js" data-title="…"></script>    a button that opens a chat
//   <footnote-chat data-title="…"></footnote-chat>                         a chat in its place
//
// Whatever comes from the server is shown as text, never as markup. docs/embedding.md tells the rest.
(() => {
  "use strict";

  const NAME = "footnote-chat";
  const SCRIPT = document.currentScript;
  const SERVER = new URL(".", SCRIPT?.src || location.href).href;
  const OPTIONS = ["title", "greeting", "questions", "position", "color", "theme", "lang"];
  const FULL_SCREEN = "(max-width: 480px), (max-height: 480px)";
  const SILENCE_MS = 60_000; // without a byte for this long, the connection counts as lost
  const TURNS_SENT = 20;
  const ROOM = 150; // pixels that a footnote's card should have under its footnote
  const OURS = "#24459c";
  const [WHITE, BLACK] = [[255, 255, 255], [0, 0, 0]];
  const READABLE = 4.55; // WCAG asks 4.5 to 1; black or white reaches 4.58 on any colour

  const WORDS = {
    en: {
      title: "Ask the documents",
      greeting: "Ask a question. Every sentence of the answer is footnoted with the exact words it rests on.",
      ask: "Ask a question", send: "Send", stop: "Stop", close: "Close", log: "Conversation",
      you: "You asked:", note: "Footnote", source: "Open the source", sources: "Sources",
      newTab: "opens in a new tab", reading: "Reading the documents …", writing: "Writing, and checking each quote …",
      refused: "The documents do not answer this question.",
      differ: "The sources differ:", stopped: "Stopped.", again: "Try again",
      lost: "The connection was lost before the answer was complete.",
      failed: "Something went wrong on the server. This question was not answered.",
      unreached: "The server could not be reached.",
      busy: "Too many questions are being asked right now.",
      away: "The server cannot answer right now.",
      wait: (time) => `Please try again in ${time}.`,
    },
    de: {
      title: "Fragen Sie die Dokumente",
      greeting: "Stellen Sie eine Frage. Jeder Satz der Antwort ist mit dem genauen Wortlaut belegt.",
      ask: "Frage eingeben", send: "Senden", stop: "Anhalten", close: "Schließen", log: "Gespräch",
      you: "Ihre Frage:", note: "Fußnote", source: "Quelle öffnen", sources: "Quellen",
      newTab: "öffnet in einem neuen Tab", reading: "Die Dokumente werden gelesen …",
      writing: "Die Antwort wird geschrieben, jedes Zitat geprüft …",
      refused: "Die Dokumente beantworten diese Frage nicht.",
      differ: "Die Quellen sagen Verschiedenes:", stopped: "Angehalten.", again: "Noch einmal versuchen",
      lost: "Die Verbindung brach ab, bevor die Antwort vollständig war.",
      failed: "Auf dem Server ist etwas schiefgegangen. Die Frage wurde nicht beantwortet.",
      unreached: "Der Server ist nicht erreichbar.",
      busy: "Gerade werden zu viele Fragen gestellt.",
      away: "Der Server kann gerade nicht antworten.",
      wait: (time) => `Nächster Versuch in ${time}.`,
    },
  };
  const RIGHT_TO_LEFT = /^(ar|arc|ckb|dv|fa|he|iw|ks|ps|sd|ug|ur|yi)(-|$)/i;

  // `all: initial` on :host and .root keeps the page's styles out: what is important inside a shadow
  // tree outranks what is important outside, and em counts from the reader's own font size.
  const STYLE = `
    :host { display: block !important; block-size: 34em }
    :host(:is(:state(left), :state(right))) {
      all: initial !important; display: block !important; position: fixed !important;
      z-index: 2147483647 !important; bottom: max(1.25em, env(safe-area-inset-bottom)) !important }
    :host(:state(right)) { right: max(1.25em, env(safe-area-inset-right)) !important }
    :host(:state(left)) { left: max(1.25em, env(safe-area-inset-left)) !important }
    :host([hidden]) { display: none !important }
    * { box-sizing: border-box }
    .root { all: initial; display: block; color-scheme: light dark;
      --back: light-dark(#fff, #191a1f); --text: light-dark(#1b1c20, #ececf1);
      --quiet: light-dark(#595c66, #aaadb8); --raised: light-dark(#f2f3f6, #272930);
      --edge: light-dark(#dcdee4, #3b3e47); --border: light-dark(#84878f, #7f838e);
      --link: light-dark(var(--link-light), var(--link-dark));
      font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; line-height: 1.5;
      color: var(--text); -webkit-text-size-adjust: none }
    .root.light { color-scheme: light } .root.dark { color-scheme: dark }
    .root.inline { block-size: 100% }
    button { font: inherit; color: inherit; cursor: pointer; margin: 0 }
    svg { inline-size: 1.4em; block-size: 1.4em; display: block; fill: none; stroke: currentColor;
      stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
    :focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
    .unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden;
      clip-path: inset(50%); white-space: nowrap }

    .launcher { inline-size: 3.5em; block-size: 3.5em; border-radius: 50%; padding: 0; display: grid;
      place-items: center; background: var(--accent); color: var(--on-accent);
      border: 1px solid color-mix(in srgb, var(--on-accent) 25%, transparent);
      box-shadow: 0 2px 5px #0003, 0 6px 20px #0003 }
    .launcher svg { inline-size: 1.7em; block-size: 1.7em }
    .launcher:focus-visible { outline: 3px solid #000; outline-offset: 0;
      box-shadow: 0 0 0 6px #fff }

    .panel { display: flex; flex-direction: column; overflow: hidden; padding: 0; margin: 0;
      background: var(--back); color: inherit; border: 1px solid var(--edge);
      border-radius: 1em }
    .panel::backdrop { background: none }
    dialog.panel { position: fixed; inset: auto; bottom: calc(max(1.25em, env(safe-area-inset-bottom)) + 4.25em);
      inline-size: 25em; max-inline-size: calc(100vw - 2.5em); block-size: 40em;
      max-block-size: calc(100vh - 7em); max-block-size: calc(100dvh - 7em);
      box-shadow: 0 8px 40px #0004 }
    dialog.panel:not([open]) { display: none }
    .right dialog.panel { right: max(1.25em, env(safe-area-inset-right)) }
    .left dialog.panel { left: max(1.25em, env(safe-area-inset-left)) }
    section.panel { block-size: 100%; min-block-size: 22em; max-block-size: 100vh }

    .header { display: flex; align-items: center; gap: .5em; flex: none;
      padding: .6em .6em .6em 1.1em; padding-inline: 1.1em .6em; min-block-size: 3.4em;
      background: var(--accent); color: var(--on-accent);
      border-block-end: 1px solid color-mix(in srgb, var(--on-accent) 15%, transparent) }
    .header p { margin: 0; flex: 1; font-weight: 650; font-size: 1.05em; line-height: 1.3;
      overflow-wrap: anywhere }
    .header button { flex: none; padding: .5em; border: 0; border-radius: .5em; background: none }
    .header button:hover { background: color-mix(in srgb, var(--on-accent) 14%, transparent) }
    .header :focus-visible { outline-color: var(--on-accent); outline-offset: -2px }

    .log { flex: 1; overflow-y: auto; overscroll-behavior: contain; position: relative;
      padding: 1em 1.1em; min-block-size: 0 }
    .log:focus-visible { outline-offset: -2px }
    .log p { margin: 0 0 .6em; overflow-wrap: anywhere; white-space: pre-line }
    .greeting { color: var(--quiet) }
    .starters { display: flex; flex-direction: column; align-items: start; gap: .5em;
      margin-block: 1em }
    .starters button { text-align: start; padding: .5em .9em; border-radius: 1.1em;
      border: 1px solid var(--border); background: none; color: var(--link);
      overflow-wrap: anywhere }
    .starters button:hover, .note button:hover { background: var(--raised) }

    .turn { position: relative; margin-block-end: 1.4em; display: flex; flex-direction: column }
    .log .asked { align-self: flex-end; max-inline-size: 88%; margin-block-end: .9em; padding: .5em .9em; border-radius: 1.1em;
      background: var(--raised) }
    .log .short { font-weight: 650; font-size: 1.15em; line-height: 1.35 }
    .refused { font-style: italic }
    .mark { font-size: .75em; line-height: 1; font-weight: 650; min-inline-size: 1.9em;
      padding: .35em .3em; margin-inline-start: .3em; vertical-align: .3em; border: 0;
      border-radius: .5em; background: var(--raised); color: var(--link) }
    .mark:hover, .mark[aria-expanded="true"] { background: var(--accent); color: var(--on-accent) }
    .card { position: absolute; inset-inline: 0; z-index: 1; overflow-y: auto; padding: .8em 1em;
      font-size: .925em; background: var(--back); border: 1px solid var(--border);
      border-radius: .7em; box-shadow: 0 6px 24px #0004 }
    .card > span { display: block; margin-block-end: .5em }
    .card .quote { white-space: pre-line; overflow-wrap: anywhere; padding-inline-start: .8em;
      border-inline-start: 3px solid var(--link) }
    .card .where { color: var(--quiet); overflow-wrap: anywhere }
    a { color: var(--link); text-underline-offset: .2em; overflow-wrap: anywhere }
    .sources { margin: .2em 0 0; padding: .6em 0 0; list-style: none; font-size: .875em;
      border-block-start: 1px solid var(--edge) }
    .sources li { display: flex; gap: .6em; margin-block-end: .3em; color: var(--quiet) }
    .sources a { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2;
      overflow: hidden }
    .note { color: var(--quiet) }
    .note button { display: block; margin-block-start: .5em; padding: .35em .9em;
      border-radius: .6em; border: 1px solid var(--border); background: none; color: var(--link) }
    .note button:disabled { opacity: .6; cursor: default }
    .stage { flex: none; margin: 0; padding: 0 1.1em; color: var(--quiet); font-size: .925em }
    .stage:not(:empty) { padding-block-end: .6em }

    .form { display: flex; align-items: end; gap: .5em; flex: none; margin: 0;
      padding: .7em .7em max(.7em, env(safe-area-inset-bottom)); border-block-start: 1px solid var(--edge) }
    textarea { flex: 1; min-inline-size: 0; font: inherit; line-height: 1.4; color: inherit;
      background: var(--back); border: 1px solid var(--border); border-radius: .8em;
      padding: .55em .8em; margin: 0; resize: none; field-sizing: content; min-block-size: 2.6em;
      max-block-size: 8em }
    textarea::placeholder { color: var(--quiet); opacity: 1 }
    textarea:focus-visible { outline-offset: -1px }
    .form button { flex: none; inline-size: 2.6em; block-size: 2.6em; padding: 0; display: grid;
      place-items: center; border-radius: .8em; background: var(--accent); color: var(--on-accent);
      border: 1px solid color-mix(in srgb, var(--on-accent) 25%, transparent) }
    [dir="rtl"] svg.send { transform: scaleX(-1) }
    .stopping { fill: currentColor }

    @media ${FULL_SCREEN} {
      dialog.panel { inset: 0; inline-size: 100%; max-inline-size: none; block-size: 100%;
        max-block-size: none; border: 0; border-radius: 0 }
      .right dialog.panel, .left dialog.panel { left: 0; right: 0; bottom: 0 }
      dialog.panel .header { padding-block-start: max(.6em, env(safe-area-inset-top));
        padding-inline: max(1.1em, env(safe-area-inset-left)) max(.6em, env(safe-area-inset-right)) }
    }
    @media (prefers-reduced-motion: no-preference) {
      dialog[open] { animation: rise .16s ease-out }
      .stage:not(:empty) { animation: breathe 1.6s ease-in-out infinite }
      @keyframes rise { from { opacity: 0; transform: translateY(.6em) } }
      @keyframes breathe { 50% { opacity: .55 } }
    }
    @media print { .root:not(.inline) { display: none } }`;

  const ICONS = {
    open: "M6 4h12a3 3 0 0 1 3 3v7a3 3 0 0 1-3 3h-6.5L7 21v-4H6a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3zM7.5 9h6M7.5 12.500h4M17 8.500v4.500",
    down: "M5 9l7 7 7-7",
    close: "M6 6l12 12M18 6L6 18",
    send: "M4 12h15M13 6l6 6-6 6",
    stop: "M8 8h8v8H8z",
  };

  // ---- Small things -------------------------------------------------------------------------

  /** Return an element; `on…` are listeners, strings among the children become text. */
  function make(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (typeof value === "function") node.addEventListener(key.slice(2), value);
      else if (value !== "") node.setAttribute(key, value);
    }
    node.append(...children);
    return node;
  }

  function icon(name) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    const path = document.createElementNS(space, "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("class", name === "stop" ? "stopping" : name);
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  }

  /** Return a link that opens beside the page; its text alone if the address is not http(s). */
  function link(address, text, label) {
    const { href, protocol } = new URL(address);
    if (!/^https?:$/.test(protocol)) return text;
    const rel = "noopener noreferrer";
    return make("a", { href, target: "_blank", rel, "aria-label": label, dir: "auto" }, text);
  }

  /** Return a number of seconds as a person says it, in minutes if they are many. */
  function duration(seconds, lang) {
    const [count, unit] = seconds > 90 ? [Math.ceil(seconds / 60), "minute"] : [seconds, "second"];
    return new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(count);
  }

  // ---- Colour: WCAG 2.2's relative luminance and contrast ratio ------------------------------

  function luminance(rgb) {
    const [r, g, b] = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function contrast(one, other) {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  }

  /** Return the first mixture of a colour with another that can be read on `back`. */
  function readable(rgb, towards, back) {
    for (let part = 0; part < 1; part += 0.05) {
      const mixed = rgb.map((v, i) => Math.round(v + (towards[i] - v) * part));
      if (contrast(mixed, back) >= READABLE) return `rgb(${mixed})`;
    }
    return `rgb(${towards})`;
  }

  /** Return [r, g, b] of any CSS colour, over white; our own if it is none. */
  function parseColor(text) {
    const pen = make("canvas", { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, 1, 1);
    pen.fillStyle = OURS;
    pen.fillStyle = text; // what is no colour is ignored here
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  }

  /** Return the custom properties that a colour gives; every pair of them can be read. */
  function palette(text) {
    const rgb = parseColor(text);
    return {
      "--accent": `rgb(${rgb})`,
      "--on-accent": contrast(rgb, WHITE) >= READABLE ? "#fff" : "#000",
      "--link-light": readable(rgb, BLACK, [242, 243, 246]),
      "--link-dark": readable(rgb, WHITE, [39, 41, 48]),
    };
  }

  // ---- The server ----------------------------------------------------------------------------

  /** What keeps a question from being answered: `words` names the message, `text` is the server's. */
  class Unanswered extends Error {
    constructor(words, text = "", wait = 0) {
      super(text);
      Object.assign(this, { words, text, wait });
    }
  }

  /** A server's API, with the token that it wants from pages of other sites. */
  class Server {
    #address;
    #token = null;

    constructor(address) {
      this.#address = address;
    }

    /** Ask for a token, ahead of the first question if one likes; a failure is told by asking. */
    prepare() {
      if (this.#token) return this.#token;
      this.#token = this.#post("api/session").then(async (response) => {
        if (!response.ok) throw await refusal(response);
        return (await response.json()).token;
      });
      this.#token.catch(() => (this.#token = null));
      return this.#token;
    }

    /** Yield [event, data] until the answer is complete. Throws Unanswered, or AbortError. */
    async *ask(question, history, signal) {
      let response = await this.#asked(question, history, signal);
      if (response.status === 401) {
        this.#token = null; // it ran out
        response = await this.#asked(question, history, signal);
      }
      if (!response.ok) throw await refusal(response);
      if (response.headers.get("content-type")?.startsWith("application/json")) {
        yield ["done", await response.json()];
        return;
      }
      yield* events(response.body);
      throw new Unanswered("lost");
    }

    async #asked(question, history, signal) {
      const token = await this.prepare();
      return this.#post("api/ask", signal, JSON.stringify({ question, history }), {
        "Content-Type": "application/json",
        Accept: "text/event-stream",
        Authorization: `Bearer ${token}`,
      });
    }

    /** Return the address of an article with the cited words marked. */
    source({ article, start, end }) {
      const path = article.split("/").map(encodeURIComponent).join("/");
      return `${this.#address}source/${path}?start=${Number(start)}&end=${Number(end)}#cited`;
    }

    async #post(path, signal, body, headers) {
      const request = { method: "POST", credentials: "omit", cache: "no-store", signal, body, headers };
      try {
        return await fetch(this.#address + path, request);
      } catch (error) {
        throw signal?.aborted ? error : new Unanswered("unreached");
      }
    }
  }

  async function refusal(response) {
    const text = await response.json().then((r) => r.error.message, () => "");
    const wait = Math.ceil(Number(response.headers.get("retry-after"))) || 0;
    const words = { 429: "busy", 503: "away" }[response.status];
    if (words) return new Unanswered(words, "", wait);
    return new Unanswered("failed", response.status < 500 ? text : "");
  }

  /** Yield [event, data] of a stream of server-sent events. Throws Unanswered if it breaks off. */
  async function* events(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const silence = setTimeout(() => reader.cancel(), SILENCE_MS);
      const read = await reader.read().catch((error) => {
        throw error.name === "AbortError" ? error : new Unanswered("lost");
      }).finally(() => clearTimeout(silence));
      if (read.done) return;
      const blocks = (rest + read.value).split(/\r?\n\r?\n/);
      rest = blocks.pop();
      for (const block of blocks) {
        const fields = { event: "message", data: "" };
        for (const line of block.split(/\r?\n/)) {
          const [, name, value] = /^(\w+): ?(.*)$/s.exec(line) ?? [];
          if (name === "data") fields.data += value;
          else if (name) fields[name] = value;
        }
        if (fields.data) yield [fields.event, JSON.parse(fields.data)];
      }
    }
  }

  // ---- A conversation as it is seen ----------------------------------------------------------

  /** The log, a line on what is being done, and the form; what was said is in `turns`. */
  class Chat {
    #turns;
    #views = new Map(); // a turn's answer as it is seen
    #server;
    #words;
    #starters;
    #log;
    #stage = make("p", { class: "stage", role: "status" });
    #box;
    #send = make("button", { type: "button", onclick: () => (this.#stream ? this.#stream.abort() : this.#submit()) });
    #stream = null; // ends the answer that is coming
    #following = 0; // how far we scrolled the log; elsewhere, the reader did
    #card = null;
    #pinned = null; // the footnote whose card stays until it is clicked again
    #timers = new Set();

    constructor(turns, server, words, greeting, questions) {
      this.#turns = turns;
      this.#server = server;
      this.#words = words;
      this.#starters = make("div", { class: "starters" }, ...questions.map((question) =>
        make("button", { type: "button", dir: "auto", onclick: () => this.#start(question) }, question)));
      this.#log = make(
        "div",
        { class: "log", role: "log", tabindex: "0", "aria-live": "polite", "aria-label": words.log,
          onclick: (event) => this.#clicked(event.target),
          onpointerover: (event) => this.#pointed(event),
          onpointerout: (event) => this.#left(event),
          onfocusin: (event) => event.target.matches(".mark") && this.#open(event.target),
          onfocusout: (event) => this.#left(event) },
        make("p", { class: "greeting", dir: "auto" }, greeting || words.greeting),
        this.#starters,
      );
      this.#box = make("textarea", { rows: "1", dir: "auto", placeholder: words.ask,
        "aria-label": words.ask, enterkeyhint: "send", onfocus: () => this.#prepare(),
        onkeydown: (event) => this.#typed(event) });
      // no <form>: browsers that offer to fill forms in hold on to it when the page is done with it
      const form = make("div", { class: "form" }, this.#box, this.#send);
      this.parts = [this.#log, this.#stage, form];
      for (const turn of turns) this.#show(turn);
      this.#busy();
    }

    /** Move the focus in: where one types, unless that would raise a keyboard over the text. */
    focus() {
      this.#prepare();
      (matchMedia("(pointer: coarse)").matches ? this.#log : this.#box).focus();
    }

    /** Close the open footnote; tell whether there was one. */
    dismiss() {
      const open = Boolean(this.#card);
      this.#card?.parentNode.firstChild.setAttribute("aria-expanded", "false");
      this.#card?.remove();
      this.#card = this.#pinned = null;
      return open;
    }

    /** End what is under way. */
    leave() {
      this.#stream?.abort();
      for (const timer of this.#timers) clearTimeout(timer);
    }

    // ---- Asking

    #prepare() {
      this.#server.prepare().catch(() => {});
    }

    #typed(event) {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      if (!this.#stream) this.#submit();
    }

    #submit() {
      const question = this.#box.value.trim();
      if (!question) return;
      this.#box.value = "";
      this.#ask(question);
    }

    #start(question) {
      this.focus();
      if (!this.#stream) this.#ask(question);
    }

    async #ask(question) {
      const history = this.#turns.filter((turn) => !turn.problem).map((turn) => turn.question);
      const turn = { question, sentences: [], citations: [], said: "", problem: null };
      const stream = (this.#stream = new AbortController());
      this.#turns.push(turn);
      this.#show(turn);
      this.#busy(this.#words.reading);
      try {
        const told = this.#server.ask(question, history.slice(-TURNS_SENT), stream.signal);
        for await (const [event, data] of told) if (this.#hear(turn, event, data)) break;
      } catch (error) {
        turn.problem = problem(error, stream.signal.aborted);
      }
      this.#stream = null;
      this.#busy();
      this.#conclude(turn);
    }

    /** Take in what the server says; tell whether that was the last of it. */
    #hear(turn, event, data) {
      if (event === "error") throw new Unanswered("failed", data.error.message);
      if (event === "stage" && data.stage === "writing") this.#busy(this.#words.writing);
      if (event === "sentence") this.#add(turn, data);
      if (event === "citations") this.#cite(turn, data.citations);
      if (event !== "done") return false;
      for (const sentence of data.sentences.slice(turn.sentences.length)) this.#add(turn, sentence);
      this.#cite(turn, data.citations);
      turn.short = data.differs ? "" : data.short;
      turn.differs = data.differs;
      turn.notice = data.notice;
      turn.said = data.refused ? this.#words.refused : data.answer;
      return true;
    }

    /** Keep the quotes, and show the one whose footnote was clicked before they came. */
    #cite(turn, citations) {
      turn.citations = citations;
      const clicked = this.#card ? null : this.#pinned;
      if (!clicked) return;
      this.#open(clicked);
      this.#pinned = clicked;
    }

    #busy(stage = "") {
      const does = stage ? "stop" : "send";
      this.#stage.textContent = stage;
      this.#send.setAttribute("aria-label", this.#words[does]);
      this.#send.replaceChildren(icon(does));
    }

    #retry(turn) {
      if (this.#stream) return;
      this.#turns.splice(this.#turns.indexOf(turn), 1);
      this.#views.get(turn).parentNode.remove();
      this.focus();
      this.#ask(turn.question);
    }

    // ---- Showing

    #show(turn) {
      const you = make("bdi", { class: "unseen" }, `${this.#words.you} `);
      const asked = make("p", { class: "asked", dir: "auto" }, you, turn.question);
      const view = make("div", { class: "answer" });
      this.#views.set(turn, view);
      this.#starters.remove();
      this.#log.append(make("div", { class: "turn" }, asked, view));
      const sentences = turn.sentences;
      turn.sentences = [];
      for (const sentence of sentences) this.#add(turn, sentence);
      if (turn.said || turn.problem) this.#conclude(turn);
      this.#following = this.#log.scrollTop;
      this.#follow();
    }

    #add(turn, sentence) {
      turn.sentences.push(sentence);
      const marks = sentence.citations.map((number) => this.#mark(turn, number));
      this.#views.get(turn).append(make("p", { dir: "auto" }, sentence.text, ...marks));
      this.#follow();
    }

    /** Show what is known only at the end: the short answer, the sources, what went wrong. */
    #conclude(turn) {
      const view = this.#views.get(turn);
      const { short, differs, said, sentences, notice, problem } = turn;
      if (short) view.prepend(make("p", { class: "short", dir: "auto" }, short));
      if (differs) view.prepend(make("p", { class: "note" }, this.#words.differ), ...this.#sides(turn));
      if (said && !sentences.length) view.append(make("p", { class: "said", dir: "auto" }, said));
      if (notice) view.append(make("p", { class: "note", dir: "auto" }, notice));
      if (turn.citations.length) view.append(this.#sources(turn));
      if (problem) view.append(this.#trouble(turn));
      this.#follow();
    }

    /** Return what each of the sources says, where they differ. */
    #sides(turn) {
      return turn.sentences.map(({ says, citations }) => make("p", { class: "short", dir: "auto" }, says,
        ...citations.map((number) => this.#mark(turn, number))));
    }

    #trouble(turn) {
      const words = this.#words;
      const { kind, text, until } = turn.problem;
      const wait = Math.ceil((until - Date.now()) / 1000);
      const again = make("button", { type: "button", onclick: () => this.#retry(turn) }, words.again);
      const lines = [words[kind], text, wait > 0 ? words.wait(duration(wait, words.lang)) : ""];
      if (wait > 0) {
        again.disabled = true;
        this.#timers.add(setTimeout(() => (again.disabled = false), 1000 * wait));
      }
      return make("div", { class: "note" }, make("p", { dir: "auto" }, lines.filter(Boolean).join(" ")), again);
    }

    #sources({ citations }) {
      const items = [...Map.groupBy(citations, (citation) => citation.article).values()].map((same) => {
        const numbers = same.map((citation) => citation.number).join(", ");
        return make("li", {}, make("span", {}, numbers), this.#link(same[0]));
      });
      return make("ul", { class: "sources", "aria-label": this.#words.sources }, ...items);
    }

    #link(citation) {
      const label = `${citation.title} (${this.#words.newTab})`;
      return link(this.#server.source(citation), citation.title, label);
    }

    /** Keep the newest question in sight, and as much of its answer as there is room for. */
    #follow() {
      if (this.#log.scrollTop !== this.#following) return;
      this.#log.scrollTop = this.#log.lastChild.offsetTop - 12;
      this.#following = this.#log.scrollTop;
    }

    // ---- Footnotes: a card with the quote, while pointed at or focused, or once clicked

    #mark(turn, number) {
      const mark = make("button", { type: "button", class: "mark", "aria-expanded": "false",
        "aria-label": `${this.#words.note} ${number}` }, String(number));
      mark.citation = () => turn.citations.find((citation) => citation.number === number);
      return make("span", { class: "cite" }, mark);
    }

    #clicked(target) {
      const mark = target.closest(".mark");
      if (!mark) return target.closest(".card") || this.dismiss();
      if (this.#pinned === mark) return this.dismiss();
      this.#open(mark);
      this.#pinned = mark;
    }

    #pointed({ pointerType, target }) {
      const mark = target.closest(".mark");
      if (mark && pointerType === "mouse") this.#open(mark);
    }

    /** Close the card when neither pointer nor focus is on it or its footnote any more. */
    #left({ target, relatedTarget }) {
      const cite = target.closest(".cite");
      const held = cite?.contains(relatedTarget) || cite?.matches(":focus-within");
      if (cite && !held && !this.#pinned && cite === this.#card?.parentNode) this.dismiss();
    }

    #open(mark) {
      const citation = mark.citation();
      if (!citation || mark === this.#card?.parentNode.firstChild) return;
      this.dismiss();
      this.#card = make("span", { class: "card" },
        make("span", { class: "quote", dir: "auto" }, citation.quote),
        make("span", { class: "where" }, this.#link(citation)));
      this.#place(mark);
      mark.after(this.#card);
      mark.setAttribute("aria-expanded", "true");
    }

    /** Put the card under its footnote, or over it where there is too little room. */
    #place(mark) {
      const [at, turn, log] = [mark, mark.closest(".turn"), this.#log].map((e) => e.getBoundingClientRect());
      const [over, under] = [at.top - log.top, log.bottom - at.bottom];
      const { style } = this.#card;
      const up = under < ROOM && over > under;
      style.maxHeight = `${(up ? over : under) - 8}px`;
      if (up) style.bottom = `${turn.bottom - at.top}px`;
      else style.top = `${at.bottom - turn.top}px`;
    }
  }

  /** Return what to tell about an error, and from when on asking again makes sense. */
  function problem(error, stopped) {
    if (stopped) return { kind: "stopped", text: "", until: 0 };
    const { words = "failed", text = "", wait = 0 } = error instanceof Unanswered ? error : {};
    return { kind: words, text, until: wait && Date.now() + 1000 * wait };
  }

  // ---- The element ---------------------------------------------------------------------------

  const servers = new Map();
  const conversations = new Map(); // kept for as long as the page lives, by what they belong to
  let sheet = null;

  /** Return a conversation that no element shows: one that was left, or a new one. */
  function conversation(key) {
    const alike = conversations.get(key) ?? [];
    const found = alike.find((each) => !each.shown) ?? { turns: [] };
    conversations.set(key, [...new Set([...alike, found])]);
    found.shown = true;
    return found;
  }

  class FootnoteChat extends HTMLElement {
    static observedAttributes = OPTIONS.map((name) => `data-${name}`);
    #server;
    #conversation;
    #chat;
    #root;
    #panel;
    #launcher;
    #whileOpen;
    #states = this.attachInternals().states;

    connectedCallback() {
      const address = new URL(this.dataset.server || SERVER, location.href).href;
      if (!servers.has(address)) servers.set(address, new Server(address));
      this.#server = servers.get(address);
      this.#conversation = conversation(`${Boolean(this.#side())} ${this.id} ${address}`);
      this.#draw();
    }

    disconnectedCallback() {
      this.#chat.leave();
      this.#whileOpen?.abort();
      this.#conversation.shown = false;
      this.shadowRoot.replaceChildren();
      this.#root = this.#panel = this.#launcher = null;
    }

    attributeChangedCallback(name) {
      if (!this.#root) return;
      if (name === "data-color" || name === "data-theme") return this.#paint();
      const open = this.#panel.open;
      this.#chat.leave();
      this.#draw();
      if (open && this.#launcher) this.#open();
    }

    #option(name) {
      return this.dataset[name] || SCRIPT?.dataset[name] || "";
    }

    #language() {
      return this.#option("lang") || document.documentElement.lang || "en";
    }

    #direction() {
      const page = getComputedStyle(document.documentElement).direction;
      return RIGHT_TO_LEFT.test(this.#language()) ? "rtl" : page;
    }

    /** Return the side on which the button stands; nothing for a chat in its place. */
    #side() {
      const position = this.dataset.position || "inline";
      if (position === "inline") return "";
      if (position === "end") return this.#direction() === "rtl" ? "left" : "right";
      return position === "left" ? "left" : "right";
    }

    #draw() {
      const lang = this.#language().slice(0, 2).toLowerCase();
      const words = { ...(WORDS[lang] ?? WORDS.en), lang: WORDS[lang] ? lang : "en" };
      const [title, side] = [this.#option("title") || words.title, this.#side()];
      const questions = this.#option("questions").split("|").map((q) => q.trim()).filter(Boolean);
      this.#chat = new Chat(this.#conversation.turns, this.#server, words, this.#option("greeting"), questions);
      const header = make("div", { class: "header" }, make("p", { id: "title", dir: "auto" }, title));
      this.#panel = side
        ? make("dialog", { class: "panel", id: "panel", role: "dialog", "aria-labelledby": "title",
            onclose: () => this.#closed() }, header, ...this.#chat.parts)
        : make("section", { class: "panel", "aria-labelledby": "title" }, header, ...this.#chat.parts);
      const stop = (event) => event.stopPropagation(); // the page's shortcuts are not for what is typed here
      this.#root = make("div", { lang: words.lang, dir: this.#direction(), onkeyup: stop, onkeypress: stop,
        onkeydown: (event) => this.#key(event) }, this.#panel);
      if (side) this.#float(title, header, words.close);
      this.#states.clear();
      if (side) this.#states.add(side);
      const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      shadow.adoptedStyleSheets = [sheet];
      shadow.replaceChildren(this.#root);
      this.#paint();
    }

    #float(title, header, close) {
      this.#launcher = make("button", { type: "button", class: "launcher", "aria-label": title,
        "aria-haspopup": "dialog", "aria-expanded": "false", "aria-controls": "panel",
        onclick: () => (this.#panel.open ? this.#close() : this.#open()) }, icon("open"));
      header.append(make("button", { type: "button", "aria-label": close, onclick: () => this.#close() }, icon("close")));
      this.#root.prepend(make("section", { "aria-label": title }, this.#launcher));
    }

    #paint() {
      const theme = this.#option("theme");
      const look = /^(light|dark)$/.test(theme) ? theme : "";
      this.#root.className = `root ${this.#side() || "inline"} ${look}`;
      for (const [name, value] of Object.entries(palette(this.#option("color")))) {
        this.#root.style.setProperty(name, value);
      }
    }

    #key(event) {
      event.stopPropagation();
      if (event.key !== "Escape" || event.isComposing) return;
      const open = this.#chat.dismiss() || (this.#panel.open && !this.#close());
      if (open) event.preventDefault();
    }

    #open() {
      const full = matchMedia(FULL_SCREEN).matches;
      this.#whileOpen = new AbortController();
      if (full) this.#panel.showModal();
      else this.#panel.show();
      if (full) this.#fit();
      this.#expanded(true);
      this.#chat.focus();
    }

    /** Keep the form over a phone's keyboard, which covers the page without resizing it. */
    #fit() {
      const [view, { style }, { signal }] = [visualViewport, this.#panel, this.#whileOpen];
      const fit = () => {
        style.height = view.scale > 1 ? "" : `${view.height}px`;
        style.top = view.scale > 1 ? "" : `${view.offsetTop}px`;
      };
      view.addEventListener("resize", fit, { signal });
      view.addEventListener("scroll", fit, { signal });
    }

    #close() {
      this.#panel.close();
      this.#closed();
    }

    #closed() {
      if (this.#launcher?.getAttribute("aria-expanded") !== "true") return;
      this.#whileOpen.abort();
      this.#panel.style.height = this.#panel.style.top = "";
      this.#expanded(false);
      this.#launcher.focus();
    }

    #expanded(open) {
      this.#launcher.setAttribute("aria-expanded", open);
      this.#launcher.replaceChildren(icon(open ? "down" : "open"));
    }
  }

  // ---- The script tag ------------------------------------------------------------------------

  /** Put a button on the page, unless the page has placed a chat itself or has this button already. */
  function launch() {
    const floats = ({ dataset }) => dataset.server && dataset.position && dataset.position !== "inline";
    const there = [...document.querySelectorAll(NAME)];
    if (there.some((element) => !floats(element))) return;
    const mine = there.find((element) => element.dataset.server === SERVER);
    const element = mine ?? document.createElement(NAME);
    Object.assign(element.dataset, { position: "end", server: SERVER });
    for (const name of OPTIONS) if (SCRIPT.dataset[name]) element.dataset[name] = SCRIPT.dataset[name];
    if (!mine) document.documentElement.append(element); // beside <body>, which some sites swap
  }

  if (!customElements.get(NAME)) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    customElements.define(NAME, FootnoteChat);
  }
  if (!SCRIPT || SCRIPT.dataset.position === "inline") return;
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", launch, { once: true });
  else launch();
})();
