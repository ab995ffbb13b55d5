// Two comforts; every page works without them. Text is saved while it is written, and the progress
// of work in the background is shown until it is done.
const PAUSE = 1500;

const say = (form, words, grave) => {
  const line = form.querySelector("[data-says]");
  line.textContent = words;
  line.classList.toggle("govuk-error-message", Boolean(grave));
};

const save = async (form) => {
  if (form.saving) { form.again = true; return; }
  form.saving = true;
  // What may or may not have arrived is sent again as it was: the same text twice is one version.
  const sent = form.unsure || new FormData(form);
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: sent, headers: { "X-Towpath": "autosave" }, redirect: "error",
      signal: AbortSignal.timeout(20 * PAUSE),
    });
    const said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    form.unsure = answer.status >= 500 ? sent : null;
    if (answer.ok) {
      form.elements.based_on.value = said.number;
      form.saved = sent.get("text");
      if (form.saved === form.elements.text.value) say(form, said.says);
      else form.again = true;
    } else if (answer.status >= 500) {
      throw new Error(`the site answered ${answer.status}`);
    } else {
      form.stopped = answer.status === 409;
      say(form, said.says || "Not saved. Press Save to try again.", true);
    }
  } catch {
    form.unsure = sent;
    say(form, "Not saved: the site does not answer. Your text is still here; it will be tried again.", true);
    clearTimeout(form.waiting);
    form.waiting = setTimeout(() => save(form), 4 * PAUSE);
  }
  form.saving = false;
  if (form.again) { form.again = false; if (!form.stopped) save(form); }
};

for (const form of document.querySelectorAll("[data-autosave]")) {
  form.saved = form.elements.text.value;
  form.elements.text.addEventListener("input", () => {
    clearTimeout(form.waiting);
    if (form.stopped) return;
    say(form, "Not saved yet.");
    form.waiting = setTimeout(() => save(form), PAUSE);
  });
  form.addEventListener("submit", () => { form.saved = form.elements.text.value; });
}

// A browser that is about to leave asks first if something is not saved.
addEventListener("beforeunload", (event) => {
  const forms = [...document.querySelectorAll("[data-autosave]")];
  if (forms.some((form) => form.saved !== form.elements.text.value)) event.preventDefault();
});

const working = document.querySelector("[data-progress]");
const look = async () => {
  try {
    const answer = await fetch(working.dataset.progress);
    if (answer.ok) working.innerHTML = await answer.text();
  } catch { /* the next look may find the site again */ }
  if (working.querySelector("[data-done]")) location.reload();
  else setTimeout(look, 1000);
};
if (working) setTimeout(look, 1000);
