// The policy opened as a drawer beside what one is doing. Without this file it is a link.

let drawer;

function build() {
  const made = document.createElement("dialog");
  made.className = "drawer";
  made.setAttribute("aria-labelledby", "drawer-title");
  made.innerHTML = '<header><h2 id="drawer-title">The policy</h2><a>Open as a page</a>'
    + '<button class="second small" type="button">Close</button></header><div tabindex="-1"></div>';
  made.querySelector("button").addEventListener("click", () => made.close());
  made.addEventListener("click", (event) => {
    const inner = event.target.closest('a[href^="#"]');
    if (inner) {
      event.preventDefault();
      point(inner.hash);
    } else if (event.target === made) made.close();
  });
  document.body.append(made);
  return made;
}

function point(hash) {
  drawer.querySelector(".is-target")?.classList.remove("is-target");
  const place = hash && drawer.querySelector(`[data-place="${CSS.escape(decodeURIComponent(hash.slice(1)))}"]`);
  if (!place) return;
  for (const hidden of [place.closest("[data-clause]"), place.closest("[data-group]")]) {
    if (hidden) hidden.hidden = false;
  }
  place.classList.add("is-target");
  place.scrollIntoView({ block: "start" });
}

async function open(link) {
  const response = await fetch(link.dataset.drawer || link.href, { headers: { Accept: "text/html" } });
  const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
  const reader = parsed.querySelector("[data-reader]");
  if (!response.ok || !reader) throw new Error(response.status);
  for (const node of reader.querySelectorAll("[id]")) {
    node.dataset.place = node.id;
    node.id = `drawer-${node.id}`;
  }
  for (const label of reader.querySelectorAll("label[for]")) label.htmlFor = `drawer-${label.htmlFor}`;
  drawer ??= build();
  const body = drawer.querySelector(":scope > div");
  body.replaceChildren(document.importNode(reader, true));
  drawer.querySelector("header a").href = link.href;
  if (!drawer.open) drawer.showModal();
  body.scrollTop = 0;
  const search = body.querySelector("[data-search]");
  if (search) await import(search.dataset.search);
  document.dispatchEvent(new CustomEvent("readeropened", { detail: body }));
  point(link.hash);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-drawer]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open(link).catch(() => location.assign(link.href));
});
