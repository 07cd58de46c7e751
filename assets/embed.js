// <topple-playground src="https://…/topple/#s=…" scenario="file.json" height="420" theme="dark" readonly autoplay>
//
// One element for course pages: it makes the frame, sized, lazy and titled, and hands it the scenario.
//   src       where Topple lies (default: beside this script); may carry a link's `#s=…`
//   scenario  a file that this page fetches and hands to the frame, so that no other origin has to allow it
//   height    in pixels (default 420)
//   title     what a screen reader calls the frame
//   theme     light | dark;  panel: none hides the verdicts;  readonly, autoplay: as they say
// Messages of the playground arrive on the element as events: topple-ready, topple-changed, topple-verdicts,
// topple-event, each with the message as `detail`. `element.send({ type: "kill", target: "lb-1" })` talks back.
(() => {
  const home = new URL("./", document.currentScript?.src ?? document.baseURI);
  const MESSAGES = ["ready", "changed", "verdicts", "event", "state", "error", "goal_reached"];

  class TopplePlayground extends HTMLElement {
    #frame = null;
    #origin = "";
    #heard = (event) => this.#hear(event);

    connectedCallback() {
      const address = new URL(this.getAttribute("src") || "./", this.hasAttribute("src") ? document.baseURI : home);
      address.searchParams.set("embed", "");
      for (const name of ["theme", "panel", "readonly", "autoplay"]) {
        if (this.hasAttribute(name)) address.searchParams.set(name, this.getAttribute(name));
      }
      this.#origin = address.origin;
      this.#frame = document.createElement("iframe");
      this.#frame.src = address.href;
      this.#frame.loading = "lazy";
      this.#frame.title = this.getAttribute("title") || "Topple: kill any part and see what still stands";
      this.#frame.allow = "clipboard-write";
      this.#frame.style.cssText = "display:block;width:100%;border:0;border-radius:12px";
      this.#frame.style.height = `${Number.parseInt(this.getAttribute("height"), 10) || 420}px`;
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
      this.#frame?.contentWindow?.postMessage({ topple: 1, ...message }, this.#origin);
    }

    async #hear(event) {
      if (!this.#frame || event.source !== this.#frame.contentWindow || event.origin !== this.#origin) return;
      const message = event.data;
      if (message?.topple !== 1 || !MESSAGES.includes(message.type)) return;
      if (message.type === "ready" && this.hasAttribute("scenario")) {
        const answer = await fetch(new URL(this.getAttribute("scenario"), document.baseURI));
        this.send({ type: "load", scenario: await answer.text() });
      }
      this.dispatchEvent(new CustomEvent(`topple-${message.type}`, { detail: message }));
    }
  }

  if (!customElements.get("topple-playground")) customElements.define("topple-playground", TopplePlayground);
})();
