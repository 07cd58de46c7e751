// <topple-playground src="https://…/topple/#s=…" scenario="file.json" theme="dark" readonly autoplay>
//
// One element for course pages: it makes the frame, sized, lazy and titled, and hands it the scenario.
//   src       where Topple lies (default: beside this script); may carry a link's `#s=…`
//   scenario  a file that this page fetches and hands to the frame, so that no other origin has to allow it
//   height    in pixels; without it the frame takes the height that the drawing wants
//   title     what a screen reader calls the frame
//   theme     light | dark;  panel: none hides the verdicts;  timeline, log: show them;  readonly, autoplay: as they say
//   sandbox   the frame gets no origin of its own: Topple's server has to send `Access-Control-Allow-Origin: *`
// Messages of the playground arrive on the element as events: topple-ready, topple-resize, topple-changed,
// topple-verdicts, topple-event, topple-state, topple-error, topple-goal_reached, topple-lesson_done, topple-next, each with
// the message as `detail`.
// `element.send({ type: "kill", target: "lb-1" })` talks back. docs/embedding.md tells more.
(() => {
  const home = new URL("./", document.currentScript?.src ?? document.baseURI);
  const MESSAGES = ["ready", "resize", "changed", "verdicts", "event", "state", "error", "goal_reached", "lesson_done", "next"];
  // In pixels: what an element is given that has not heard yet how high it wants to be, and the least and the most.
  const HEIGHT = 420, LEAST = 160, MOST = 2000;

  class TopplePlayground extends HTMLElement {
    #frame = null;
    #origin = "";
    #heard = (event) => this.#hear(event);

    connectedCallback() {
      const address = new URL(this.getAttribute("src") || "./", this.hasAttribute("src") ? document.baseURI : home);
      address.searchParams.set("embed", "");
      for (const name of ["theme", "panel", "timeline", "log", "readonly", "autoplay"]) {
        if (this.hasAttribute(name)) address.searchParams.set(name, this.getAttribute(name));
      }
      this.#origin = address.origin;
      this.#frame = document.createElement("iframe");
      if (this.hasAttribute("sandbox")) this.#frame.sandbox = "allow-scripts allow-downloads";
      this.#frame.src = address.href;
      this.#frame.loading = "lazy";
      this.#frame.title = this.getAttribute("title") || "Topple: kill any part and see what still stands";
      this.#frame.allow = "clipboard-write";
      this.#frame.style.cssText = "display:block;width:100%;border:0;border-radius:12px";
      this.#frame.style.height = `${Number.parseInt(this.getAttribute("height"), 10) || HEIGHT}px`;
      this.style.display = "block";
      this.replaceChildren(this.#frame);
      addEventListener("message", this.#heard);
    }

    disconnectedCallback() {
      removeEventListener("message", this.#heard);
      this.replaceChildren();
      this.#frame = null;
    }

    /** Sends a message to the playground: load, play, pause, kill, revive, get_state. */
    send(message) {
      this.#frame?.contentWindow?.postMessage({ topple: 1, ...message }, this.#origin === "null" ? "*" : this.#origin);
    }

    async #hear(event) {
      if (!this.#frame || event.source !== this.#frame.contentWindow) return;
      // A sandboxed frame is of no origin, whoever sandboxed it.
      if (event.origin === "null") this.#origin = "null";
      if (event.origin !== this.#origin) return;
      const message = event.data;
      if (message?.topple !== 1 || !MESSAGES.includes(message.type)) return;
      if (message.type === "resize" && !Number.parseInt(this.getAttribute("height"), 10) && message.height > 0) {
        this.#frame.style.height = `${Math.min(Math.max(message.height, LEAST), MOST)}px`;
      }
      if (message.type === "ready") {
        // Only who has asked for something is told what happens.
        this.send({ type: "get_state" });
        if (this.hasAttribute("scenario")) await this.#load(this.getAttribute("scenario"));
      }
      // The lesson after one stands beside it: on this page's own site, and nowhere else.
      if (message.type === "next" && this.hasAttribute("scenario")) {
        const at = new URL(this.getAttribute("scenario"), document.baseURI);
        const next = new URL(String(message.file), at);
        if (next.origin === at.origin) {
          this.setAttribute("scenario", next.href);
          await this.#load(next.href);
        }
      }
      this.dispatchEvent(new CustomEvent(`topple-${message.type}`, { detail: message }));
    }

    async #load(scenario) {
      try {
        const answer = await fetch(new URL(scenario, document.baseURI));
        if (!answer.ok) throw new Error(`the server says ${answer.status}`);
        this.send({ type: "load", scenario: await answer.text() });
      } catch (error) {
        const text = `The scenario ${scenario} cannot be fetched: ${error.message}.`;
        console.error(text);
        this.dispatchEvent(new CustomEvent("topple-error", { detail: { topple: 1, type: "error", text } }));
      }
    }
  }

  if (!customElements.get("topple-playground")) customElements.define("topple-playground", TopplePlayground);
})();
