// Spares pressing buttons of long forms; without it every step is a button. Nothing here is needed.
"use strict";
for (const form of document.querySelectorAll("form[data-quick]")) {
  const step = form.querySelector('button[name="do"][value="step"]');
  form.addEventListener("change", event => {
    if (step && event.target.matches("select[data-step]")) form.requestSubmit(step);
  });

  const output = form.querySelector("[data-count]");
  const counted = output?.closest("[data-counted]");
  if (!counted) continue;
  let timer, asked = 0;
  const count = async () => {
    const turn = ++asked;
    output.textContent = "Counting …";
    try {
      const answer = await fetch(output.dataset.count, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      const text = await answer.text();
      if (turn === asked) output.textContent = answer.ok ? text : "";
    } catch {
      if (turn === asked) output.textContent = "";
    }
  };
  counted.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(count, 300); });
  if (!output.textContent) count();
}
