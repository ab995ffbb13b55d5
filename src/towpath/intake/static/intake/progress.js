// Show how far the worker is without loading the page anew; without script a link does it.
const place = document.getElementById("progress");

async function look() {
  const answer = await fetch(place.dataset.from, { headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok || answer.redirected) return location.reload();
  const text = await answer.text();
  const state = new DOMParser().parseFromString(text, "text/html").querySelector("[data-state]");
  const now = place.querySelector("[data-state]");
  if (!["waiting", "checking", "accepting"].includes(state?.dataset.state)) return location.reload();
  if (now.outerHTML !== state.outerHTML) now.replaceWith(state);
  setTimeout(look, 700);
}

if (place) setTimeout(look, 700);
