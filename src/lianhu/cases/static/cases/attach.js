// What comes along with words. Every form works without it.
(() => {
  "use strict";

  // Only a file that was chosen is worth its name on the page.
  for (const input of document.querySelectorAll(".lh-file")) {
    const show = () => input.classList.toggle("lh-file--empty", !input.files.length);
    input.addEventListener("change", show);
    show();
  }

  // Speaking instead of writing, where the browser can record. The recording becomes the file of
  // the form's own input, which those see who cannot: the form is sent as any other.

  // Shorter than this, a press is a tap: it starts, and another one ends.
  const TAP_MS = 500;
  const SHORTEST_MS = 500;
  // Speech needs no more; a minute has 240 kB, which a slow network carries too.
  const BITS_PER_SECOND = 32000;
  const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];

  const type =
    window.MediaRecorder && navigator.mediaDevices && window.DataTransfer
      ? TYPES.find((name) => MediaRecorder.isTypeSupported(name))
      : undefined;
  if (!type) return;

  const shown = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

  const enhance = (button) => {
    const form = button.closest("form");
    const input = form.querySelector("input[type=file][name=voice]");
    const find = (name) => form.querySelector(`[data-${name}]`);
    const said = find("said");
    const player = find("listen");
    const most = Number(button.dataset.seconds);
    const [before, after] = find("length").dataset.label.split("*");

    // off: no recording here. idle, asking for the microphone, held and tapped: both record. done.
    let state = "off";
    let recorder = null;
    let ticking = 0;
    let startedAt = 0;
    let pressedAt = null; // by a pointer that is still down
    let heldTooLong = false;
    let byKeys = false;
    let sendWith = null; // what the form is to be sent by, once the recording has ended

    const become = (next, words) => {
      state = next;
      for (const part of form.querySelectorAll("[data-when]")) {
        part.hidden = !part.dataset.when.split(" ").includes(state);
      }
      button.classList.toggle("lh-hold--on", state === "held" || state === "tapped");
      said.textContent = words ? said.dataset[words] : "";
    };

    const tick = () => {
      const seconds = Math.floor((performance.now() - startedAt) / 1000);
      find("time").textContent = `${shown(Math.min(seconds, most))} / ${shown(most)}`;
      if (seconds >= most) end();
    };

    const offer = (file, seconds) => {
      player.src = URL.createObjectURL(file);
      find("length").textContent = before + shown(Math.max(1, Math.round(seconds))) + after;
      become("done", "done");
    };

    const take = (parts, seconds) => {
      const kind = type.split(";")[0];
      const chosen = new DataTransfer();
      chosen.items.add(new File(parts, `voice.${kind.split("/")[1]}`, { type: kind }));
      input.files = chosen.files;
      offer(chosen.files[0], seconds);
      if (sendWith) form.requestSubmit(sendWith.submitter);
      else if (byKeys) player.focus();
      sendWith = null;
    };

    const record = (stream) => {
      const parts = [];
      recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: BITS_PER_SECOND });
      recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
      recorder.addEventListener("stop", () => {
        clearInterval(ticking);
        for (const track of stream.getTracks()) track.stop();
        const lasted = performance.now() - startedAt;
        recorder = null;
        if (lasted < SHORTEST_MS) {
          sendWith = null;
          become("idle", "short");
        } else take(parts, Math.min(most, lasted / 1000));
      });
      recorder.start();
      startedAt = performance.now();
      become(pressedAt === null ? "tapped" : "held");
      tick();
      ticking = setInterval(tick, 200);
    };

    const begin = async () => {
      heldTooLong = false;
      become("asking");
      let stream;
      try {
        stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      } catch {
        become("denied", "denied");
        return;
      }
      if (heldTooLong) {
        // The finger went to the question whether this page may listen. Nobody speaks yet.
        for (const track of stream.getTracks()) track.stop();
        become("idle", "ready");
      } else record(stream);
    };

    const end = () => {
      if (recorder && recorder.state !== "inactive") recorder.stop();
    };

    const press = () => {
      if (state === "idle") begin();
      else if (state === "tapped") end();
    };

    button.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      byKeys = false;
      button.setPointerCapture(event.pointerId);
      const ending = state === "tapped";
      press();
      pressedAt = ending ? null : performance.now();
    });
    const release = () => {
      if (pressedAt === null) return;
      const long = performance.now() - pressedAt >= TAP_MS;
      pressedAt = null;
      if (state === "asking") heldTooLong = long;
      else if (state === "held" && long) end();
      else if (state === "held") become("tapped");
    };
    button.addEventListener("pointerup", release);
    button.addEventListener("pointercancel", release);
    button.addEventListener("contextmenu", (event) => event.preventDefault());
    // Keys and screen readers click without a pointer.
    button.addEventListener("click", (event) => {
      if (event.detail !== 0) return;
      byKeys = true;
      press();
    });
    button.addEventListener("keydown", (event) => {
      if (event.repeat) event.preventDefault();
    });

    find("remove").addEventListener("click", () => {
      URL.revokeObjectURL(player.src);
      player.removeAttribute("src");
      input.value = "";
      become("idle");
      button.focus({ preventScroll: true });
    });
    form.addEventListener("submit", (event) => {
      if (!recorder) return;
      event.preventDefault();
      sendWith = event;
      end();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) end();
    });

    become("idle");
  };

  for (const button of document.querySelectorAll("[data-hold]")) enhance(button);
})();
