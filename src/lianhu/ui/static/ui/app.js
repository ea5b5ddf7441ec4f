// Makes pages a little quicker to use. Every page works without it.
(() => {
  "use strict";

  const remember = (key, value) => {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch {
      // Storage may be switched off; then nothing is remembered.
    }
  };
  const recall = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };

  // A form goes out once, and not at all while the network is known to be down.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog") return;
    const offline = document.getElementById("offline");
    if (form.method === "post" && navigator.onLine === false) {
      event.preventDefault();
      offline.hidden = false;
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.method !== "post" || event.defaultPrevented) return;
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (button) {
      button.setAttribute("aria-disabled", "true");
      button.setAttribute("aria-busy", "true");
    }
  });

  // Coming back to a page the browser kept: its forms may be sent again.
  const rearm = () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of document.querySelectorAll("[aria-busy][aria-disabled]")) {
      button.removeAttribute("aria-disabled");
      button.removeAttribute("aria-busy");
    }
  };
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) rearm();
  });
  document.addEventListener("htmx:after:request", rearm);
  window.addEventListener("online", () => {
    document.getElementById("offline").hidden = true;
  });

  // What a page asks for in the background: never the sign-in page, nothing while the network is
  // known to be down, and nothing moves a row that somebody is about to press.
  document.addEventListener("htmx:before:response", (event) => {
    if (event.detail.ctx.response.raw.redirected) event.preventDefault();
  });
  let pointedAt = Number.NEGATIVE_INFINITY;
  for (const kind of ["pointerdown", "pointermove"]) {
    document.addEventListener(kind, (event) => {
      if (event.target.closest(".lh-q__ls")) pointedAt = performance.now();
    });
  }
  document.addEventListener("htmx:before:request", (event) => {
    const inList = event.target.querySelector(".lh-q__ls");
    const isPressing = inList && performance.now() - pointedAt < 3000;
    if (isPressing || navigator.onLine === false) event.preventDefault();
  });

  // Papers ticked on an answer stay ticked in this browser; an answer is read aloud where the
  // browser can. Both hold too for an answer that came in while the page was open.
  const ticksOf = (list) => [...list.querySelectorAll("input[type=checkbox]")];
  const ticksKey = (list) => `lianhu-ticks-${list.dataset.ticks}`;
  const revive = () => {
    for (const list of document.querySelectorAll("[data-ticks]")) {
      const ticked = new Set((recall(ticksKey(list)) || "").split(","));
      ticksOf(list).forEach((box, i) => {
        box.checked = ticked.has(String(i));
      });
    }
    if ("speechSynthesis" in window) {
      for (const button of document.querySelectorAll("[data-read]")) button.hidden = false;
    }
  };
  document.addEventListener("change", (event) => {
    const list = event.target.closest("[data-ticks]");
    if (!list) return;
    const ticked = ticksOf(list).flatMap((box, i) => (box.checked ? [i] : []));
    remember(ticksKey(list), ticked.join(",") || null);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-read]");
    if (!button) return;
    if (speechSynthesis.speaking) {
      speechSynthesis.cancel();
      return;
    }
    const words = new SpeechSynthesisUtterance(
      document.getElementById(button.dataset.read).innerText,
    );
    words.lang = document.documentElement.lang === "en" ? "en" : "zh-CN";
    speechSynthesis.speak(words);
  });
  document.addEventListener("htmx:after:swap", revive);
  revive();

  // A text to be copied; every browser can select it, not every one lets a page copy.
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const text = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      text.select();
      if (!document.execCommand("copy")) return;
    }
    document.getElementById("copied").textContent = button.dataset.copied;
  });

  // Keys of a desk. Single keys can be switched off (WCAG 2.1.4); Ctrl+Enter always sends.
  const OFF = "lianhu-keys-off";
  const help = document.getElementById("keys");
  const singleKeys = () => recall(OFF) === null;

  if (help) {
    const onOff = document.getElementById("keys-on");
    onOff.checked = singleKeys();
    onOff.addEventListener("change", () => remember(OFF, onOff.checked ? null : "off"));
    for (const opener of document.querySelectorAll("[data-keys-help]")) {
      opener.hidden = false;
      opener.addEventListener("click", () => help.showModal());
    }
  }

  const move = (by) => {
    const rows = [...document.querySelectorAll(".lh-q__r")];
    if (!rows.length) return;
    let at = rows.indexOf(document.activeElement);
    if (at < 0) at = rows.findIndex((row) => row.hasAttribute("aria-current"));
    const next = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
    next.focus();
  };

  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select");
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && writing && writing.form) {
      event.preventDefault();
      writing.form.requestSubmit();
      return;
    }
    if (!help || writing || help.open || !singleKeys()) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === "j") move(1);
    else if (key === "k") move(-1);
    else if (key === "?") help.showModal();
    else {
      const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (!target) return;
      if (target.matches("input, textarea, select")) target.focus();
      else target.click();
    }
    event.preventDefault();
  });
})();
