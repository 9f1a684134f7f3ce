// Passkeys by the browser's own functions: ask the server, ask the device, bring the answer.

const able = window.PublicKeyCredential?.parseRequestOptionsFromJSON
  && PublicKeyCredential.parseCreationOptionsFromJSON;

for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!able) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form);
  });
}

async function run(form) {
  const button = form.querySelector("button");
  button.disabled = true;
  say(form, "Waiting for your device…");
  try {
    const { next } = await send(form, form.action, await answer(form));
    location.assign(next);
  } catch (error) {
    if (error.lead) location.assign(error.lead);
    say(form, error.words ?? words(error));
    button.disabled = false;
  }
}

async function answer(form) {
  const options = await send(form, form.dataset.options, {});
  if (form.dataset.passkey === "register") {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    const credential = await navigator.credentials.create({ publicKey });
    return { credential: credential.toJSON(), name: form.elements.name.value };
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = await navigator.credentials.get({ publicKey });
  return { credential: credential.toJSON(), login: document.getElementById("login")?.value ?? "" };
}

async function send(form, address, data) {
  const answered = await fetch(address, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json",
      "X-CSRFToken": form.elements.csrf_token.value,
    },
    body: JSON.stringify(data),
  });
  const found = await answered.json().catch(() => ({}));
  if (answered.ok) return found;
  throw Object.assign(new Error(), {
    words: found.say ?? "This did not work. Reload the page and try again.",
    lead: { confirm: form.dataset.confirm, "second-factor": form.dataset.secondFactor }[found.why],
  });
}

function words(error) {
  if (error.name === "InvalidStateError") return "This device holds a passkey for you already.";
  if (error.name === "NotAllowedError") return "Nothing was changed: the device gave no passkey.";
  return "This device gave no passkey.";
}

function say(form, text) {
  form.querySelector("[data-say]").textContent = text;
}
