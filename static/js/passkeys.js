// Access keys: a form with data-passkey ("login", "get" or "create") asks the browser, then sends what it answered.
// The form stays hidden where the browser cannot: nothing here is needed to log in with a password.

const able = window.PublicKeyCredential && "parseRequestOptionsFromJSON" in PublicKeyCredential;

async function optionsFor(form) {
  if (form.dataset.passkey !== "login") {
    return JSON.parse(document.getElementById("passkey-options").textContent);
  }
  const answer = await fetch(form.dataset.passkeyUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function create(form, { publicKey }) {
  const alone = form.querySelector("[name=passwordless]");
  const wish = alone && alone.checked ? "required" : "discouraged";
  const selection = { ...publicKey.authenticatorSelection, residentKey: wish, requireResidentKey: wish === "required" };
  if (wish === "required") selection.userVerification = "required";
  const options = { ...publicKey, authenticatorSelection: selection };
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
}

async function answer(form) {
  const options = await optionsFor(form);
  if (form.dataset.passkey === "create") return create(form, options.creation_options);
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.request_options.publicKey);
  return navigator.credentials.get({ publicKey });
}

async function send(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const refusal = form.querySelector("[data-passkey-refusal]");
  refusal.hidden = true;
  try {
    form.elements.credential.value = JSON.stringify((await answer(form)).toJSON());
    form.submit();
  } catch {
    refusal.hidden = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!able) continue;
  form.hidden = false;
  const absent = document.querySelector("[data-passkey-absent]");
  if (absent) absent.hidden = true;
  form.addEventListener("submit", send);
}
