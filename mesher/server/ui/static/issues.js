// The list of issues by keyboard: j and k go from issue to issue, x chooses one,
// / goes to the search. All of it can be done without.

const titles = [...document.querySelectorAll(".issues .title")];
const picks = [...document.querySelectorAll(".issues [name=id]")];
const filters = document.querySelector(".filters");
const search = filters.querySelector("[name=q]");

function typing(target) {
  return target.matches("input:not([type=checkbox]), select, textarea");
}

function step(by) {
  const here = titles.indexOf(document.activeElement.closest("tr")?.querySelector(".title"));
  const next = titles[Math.min(Math.max(here + by, 0), titles.length - 1)];
  next?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  switch (event.key) {
    case "j": step(1); break;
    case "k": step(-1); break;
    case "x": document.activeElement.closest("tr")?.querySelector("[name=id]")?.click(); break;
    case "/": search.focus(); search.select(); break;
    default: return;
  }
  event.preventDefault();
});

// A box in the head of the table chooses all.
const head = document.querySelector(".issues thead .pick");
if (head) {
  const all = document.createElement("input");
  all.type = "checkbox";
  all.ariaLabel = "Choose all on this page";
  head.replaceChildren(all);
  all.addEventListener("change", () => picks.forEach((pick) => { pick.checked = all.checked; }));
  document.querySelector(".issues tbody").addEventListener("change", () => {
    const chosen = picks.filter((pick) => pick.checked).length;
    all.checked = chosen === picks.length;
    all.indeterminate = chosen > 0 && chosen < picks.length;
  });
}

// A choice takes effect at once, and what is not asked for does not lengthen the
// address.
filters.addEventListener("change", (event) => {
  if (event.target.matches("select")) filters.requestSubmit();
});
filters.addEventListener("submit", () => {
  for (const field of filters.elements) {
    if (field.name && !field.value && field.name !== "status") field.disabled = true;
  }
});
addEventListener("pageshow", () => {
  for (const field of filters.elements) field.disabled = false;
});

// Only now there is something to tell about.
for (const hint of document.querySelectorAll(".keys")) hint.hidden = false;
