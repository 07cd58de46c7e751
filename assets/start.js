// Starts the page: fetches the program and shows how far it is, says so where it cannot be had, and keeps the page for
// when there is no network. Whatever a host needs to know of it is in docs/hosting.md.
"use strict";
(() => {
  // `cargo xtask dist` wrote them: the two files of the program, the length of the second, and the version of this page.
  const { script, module, bytes, version } = document.currentScript.dataset;
  const loading = document.getElementById("loading");
  const words = loading.querySelector("p");
  const bar = loading.querySelector("progress");
  const query = new URLSearchParams(location.search);

  loading.dataset.state = "loading";
  try {
    // What the program itself will choose (src/app/browser/theme.rs), before there is a program.
    const theme = query.get("theme") || localStorage.getItem("topple.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // A browser that keeps nothing: as the system says.
  }

  const button = (text, pressed, look) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = `button ${look}`;
    made.textContent = text;
    made.addEventListener("click", pressed);
    return made;
  };

  // Says so where nothing has moved for long.
  let moved = performance.now();
  const watchdog = setInterval(() => loading.toggleAttribute("data-late", performance.now() - moved > 15000), 1000);

  // Counts what arrives of a copy of the program; its promise tells how much that was in the end.
  const count = async (response) => {
    let arrived = 0;
    try {
      for (const reader = response.body.getReader(); ; ) {
        const { done, value } = await reader.read();
        if (done) break;
        arrived += value.length;
        bar.value = arrived / bytes;
        moved = performance.now();
      }
    } catch {
      // Whoever reads the other copy learns of it too.
    }
    return arrived;
  };

  const UNREACHABLE = "Topple could not be fetched: the network or its server does not answer.";
  const SANDBOXED = "Topple could not be fetched: this frame is sandboxed, and Topple's server does not send Access-Control-Allow-Origin: *.";
  const CUT_SHORT = "Topple did not arrive whole: something on the way cut it short or put something else in its place.";
  const UNKNOWN = "This browser cannot run Topple, which needs WebAssembly. Firefox, Chrome, Edge and Safari of the last years can.";

  const start = async () => {
    if (typeof WebAssembly !== "object") throw UNKNOWN;
    let bindings, response;
    try {
      // In a sandboxed frame this script is another origin's, and has no address that the other's could begin from.
      [bindings, response] = await Promise.all([import(new URL(script, document.baseURI)), fetch(module)]);
    } catch {
      throw origin === "null" ? SANDBOXED : UNREACHABLE;
    }
    if (!response.ok) throw UNREACHABLE;
    const arrived = count(response.clone());
    // A server need not know what a .wasm file is.
    const known = response.headers.get("Content-Type") === "application/wasm";
    const program = known ? response : new Response(response.body, { headers: { "Content-Type": "application/wasm" } });
    try {
      await bindings.default({ module_or_path: program });
    } catch (error) {
      if ((await arrived) !== Number(bytes)) throw CUT_SHORT;
      // The program itself says what went wrong in it, in a notice of its own.
      if (mounted()) throw error;
      console.error(error);
      throw UNKNOWN;
    }
  };

  const mounted = () => document.querySelector(".app, #crash");
  // A link is read by a part of the program that is still on its way when it has started.
  const watch = new MutationObserver(() => {
    if (!mounted()) return;
    watch.disconnect();
    clearInterval(watchdog);
    loading.remove();
  });
  watch.observe(document.body, { childList: true });

  start().then(
    () => {
      if (query.has("bench")) loading.remove();
      // Later than what the page fetches for itself.
      else if (!query.has("embed") && top === self) setTimeout(keep, 2000);
    },
    (why) => {
      if (typeof why !== "string") throw why;
      clearInterval(watchdog);
      loading.dataset.state = "failed";
      bar.remove();
      words.textContent = why;
      words.setAttribute("role", "alert");
      words.after(button("Try again", () => location.reload(), "button-primary"));
    },
  );

  // Keeps the page for when there is no network (sw.js), and offers a new version where one waits to take over.
  const keep = async () => {
    const workers = navigator.serviceWorker;
    if (!workers) return;
    let registration;
    try {
      registration = await workers.register("./sw.js");
    } catch {
      return; // Not in this browser, or not from this server: the page works without.
    }
    // A worker is asked for its version, for the page may have come from the network and be as new already.
    workers.addEventListener("message", ({ data, source }) => {
      if (data !== version && source === registration.waiting) offer(source);
    });
    const ask = () => registration.active && registration.waiting?.postMessage("version");
    const follow = () => registration.installing?.addEventListener("statechange", ask);
    registration.addEventListener("updatefound", follow);
    follow();
    ask();
    // A page that stays open for days learns of it when one comes back to it.
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) registration.update().catch(() => {});
    });
  };

  const offer = (worker) => {
    document.getElementById("new-version")?.remove();
    const box = document.createElement("div");
    box.id = "new-version";
    box.className = "new-version";
    box.setAttribute("role", "status");
    const take = () => {
      worker.addEventListener("statechange", () => {
        if (worker.state === "activated") location.reload();
      });
      worker.postMessage("take over");
    };
    box.append("A new version is ready.", button("Reload", take, "button-primary"), button("Later", () => box.remove(), ""));
    document.body.append(box);
  };
})();
