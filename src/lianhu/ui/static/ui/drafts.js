// Keeps on the server what somebody writes. Never in the browser: telephones are shared.
(() => {
  "use strict";

  const AFTER_MS = 2000;
  // Form: { timer, changed, sending }; `changed` while the server does not have all of it.
  const states = new WeakMap();
  const stateOf = (form) => {
    if (!states.has(form)) states.set(form, { timer: 0, changed: false, sending: null });
    return states.get(form);
  };
  const markOf = (form) => form?.querySelector("input[name=draft][data-save]");

  const say = (form, text) => {
    const place = form.querySelector("[data-draft-said]");
    if (place && place.textContent !== text) place.textContent = text;
  };

  const save = async (form, leaving = false) => {
    const state = stateOf(form);
    clearTimeout(state.timer);
    // One after another, or an older text might arrive last. Whoever leaves cannot wait.
    if (state.sending && !leaving) {
      plan(form);
      return;
    }
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    const sending = new AbortController();
    state.sending = sending;
    state.changed = false;
    try {
      const answer = await fetch(markOf(form).dataset.save, {
        method: "POST",
        body,
        keepalive: leaving,
        signal: sending.signal,
      });
      // Anything else is a fault of ours: what the note says of an earlier draft stays true.
      const isSaid = (answer.headers.get("content-type") || "").startsWith("text/plain");
      if (isSaid || answer.status === 204) say(form, await answer.text());
      else state.changed = true;
    } catch {
      if (!sending.signal.aborted) {
        state.changed = true;
        say(form, document.getElementById("offline").innerText.trim());
      }
    }
    if (state.sending === sending) state.sending = null;
  };

  const plan = (form) => {
    const state = stateOf(form);
    state.changed = true;
    clearTimeout(state.timer);
    state.timer = setTimeout(() => save(form), AFTER_MS);
  };

  const saveChanged = (leaving) => {
    for (const form of document.forms) {
      if (markOf(form) && stateOf(form).changed) save(form, leaving);
    }
  };

  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      if (event.target.type !== "file" && markOf(event.target.form)) plan(event.target.form);
    });
  }

  // What is sent is no draft any more, nor is what is discarded by a button that stands in its form.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    const form = button?.name === "draft" ? button.closest(".lh-draft").closest("form") : event.target;
    if (event.defaultPrevented || !markOf(form)) return;
    const state = stateOf(form);
    clearTimeout(state.timer);
    state.changed = false;
    state.sending?.abort();
  });

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") saveChanged(true);
  });
  window.addEventListener("pagehide", () => saveChanged(true));
  window.addEventListener("online", () => saveChanged(false));
})();
