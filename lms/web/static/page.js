// Small comforts of every page. Nothing here is needed to use it.

const focus = document.querySelector("[data-focus]");
if (focus) focus.focus();
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });

// An open menu closes on Escape and on a press elsewhere.
const menus = () => document.querySelectorAll("details[data-menu][open]");
document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Buttons that only work with scripts are hidden until now.
for (const button of document.querySelectorAll("[data-print], [data-copy], [data-reveal]")) {
  button.hidden = false;
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-print], [data-copy], [data-reveal]");
  if (!button) return;
  if ("print" in button.dataset) window.print();
  if (button.dataset.copy) copy(button);
  if (button.dataset.reveal) reveal(button);
});

async function copy(button) {
  const words = button.querySelector("span") ?? button;
  try {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    words.textContent = "Copied";
  } catch {
    words.textContent = "Copying is not allowed here";
  }
}

function reveal(button) {
  const input = document.getElementById(button.dataset.reveal);
  const shown = input.type === "text";
  input.type = shown ? "password" : "text";
  button.textContent = shown ? "Show" : "Hide";
  button.setAttribute("aria-pressed", String(!shown));
}
