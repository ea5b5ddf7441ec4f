// Sending an item on, where the browser can. The page reads without it.
(() => {
  "use strict";

  for (const button of document.querySelectorAll("[data-share]")) {
    if (!navigator.share && !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const address = location.href.split("#")[0];
      try {
        if (navigator.share) {
          await navigator.share({ title: button.dataset.share, url: address });
          return;
        }
        await navigator.clipboard.writeText(`${button.dataset.share} ${address}`);
        button.querySelector("span").textContent = button.dataset.shared;
      } catch {
        // Whoever closes the browser's own dialog has changed their mind.
      }
    });
  }
})();
