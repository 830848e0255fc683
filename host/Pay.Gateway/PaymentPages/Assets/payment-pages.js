// The card page with a script: the same rules as the server's, earlier. Everything works without it, and the server judges again.
import { Button, createAll, ErrorSummary, SkipLink } from "./govuk-frontend.js";

createAll(Button);
createAll(SkipLink);
createAll(ErrorSummary);

// Brands by their first digits, most particular first.
const brands = [
  ["visa", /^4/],
  ["master-card", /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/],
  ["american-express", /^3[47]/],
  ["diners-club", /^3(0[0-5]|[689])/],
  ["jcb", /^(352[89]|35[3-8]|2131|1800)/],
  ["discover", /^(6011|64[4-9]|65)/],
  ["unionpay", /^(62|81)/],
  ["maestro", /^(50|5[6-8]|6)/],
];

function enhance(form) {
  const texts = JSON.parse(form.dataset.texts);
  const input = name => form.elements.namedItem(name);
  const value = name => (input(name)?.value ?? "").replace(/[\u0000-\u001f\u007f-\u009f]/g, "").trim();
  const digitsIn = text => text.replace(/[^0-9]/g, "");
  const holdsCardNumber = text => digitsIn(text).length >= 12;
  const accepted = [...document.querySelectorAll("#accepted-cards > li")];
  let refusedByServer = null;

  // A rule answers with the message beside the field, or with that and the one for the summary, or with nothing.
  const rules = {
    cardNo: () => {
      const digits = value("cardNo").replace(/[ \u00a0]/g, "");
      if (!/^[0-9]+$/.test(digits)) return texts.cardNumber;
      if (digits.length < 12 || digits.length > 19) return texts.cardNumberLength;
      if (!passesLuhn(digits)) return texts.cardNumber;
      if (refusedByServer?.digits === digits) return refusedByServer.message;
      return accepted.some(item => item.dataset.key === brandOf(digits)) ? null : texts.cardType;
    },
    expiryMonth: () => {
      const month = value("expiryMonth"), year = value("expiryYear");
      const number = year.length === 2 ? 2000 + Number(year) : Number(year);
      if (!/^(0?[1-9]|1[0-2])$/.test(month) || !/^([0-9]{2}|[0-9]{4})$/.test(year) || number > 2099) return texts.expiry;
      return number * 12 + Number(month) < monthInLondon() ? texts.expiryPast : null;
    },
    cardholderName: () => {
      const name = value("cardholderName");
      if (!name) return [texts.name, texts.nameMissing];
      return holdsCardNumber(name) || /^[0-9]{3,4}$/.test(name) ? texts.name : null;
    },
    cvc: () => /^[0-9]{3,4}$/.test(digitsIn(value("cvc"))) ? null : texts.securityCode,
    addressLine1: () => {
      const line = value("addressLine1");
      if (!line) return [texts.addressLine1, texts.addressLine1Missing];
      return holdsCardNumber(line) ? texts.addressLine1 : null;
    },
    addressLine2: () => holdsCardNumber(value("addressLine2")) ? texts.addressLine2 : null,
    addressCity: () => !value("addressCity") || holdsCardNumber(value("addressCity")) ? texts.city : null,
    addressCountry: () => value("addressCountry") ? null : texts.country,
    addressPostcode: () => {
      const postcode = value("addressPostcode");
      const wellFormed = value("addressCountry") !== "GB"
        || /^([A-Z]{1,2}[0-9]{1,2}[A-Z]?[^A-Z0-9]{0,2}[0-9][A-Z]{2}|GIR ?0AA)$/i.test(postcode);
      return postcode && wellFormed && !holdsCardNumber(postcode) ? null : texts.postcode;
    },
    email: () => {
      const email = value("email");
      return (!email && form.dataset.emailOptional === "true") || isEmail(email) ? null : texts.email;
    },
  };
  const names = Object.keys(rules).filter(input);

  function judge(name) {
    const found = rules[name]();
    const [message, summary] = Array.isArray(found) ? found : [found, found];
    showMessage(name, message);
    return message ? { name, summary } : null;
  }

  function inputsOf(name) {
    return name === "expiryMonth" ? [input("expiryMonth"), input("expiryYear")] : [input(name)];
  }

  function showMessage(name, message) {
    const inputs = inputsOf(name);
    const group = inputs[0].closest("fieldset[role=group]")?.parentElement ?? inputs[0].closest(".govuk-form-group");
    const id = name === "expiryMonth" ? "error-expiry-date" : `error-${inputs[0].id}`;
    document.getElementById(id)?.remove();
    group.classList.toggle("govuk-form-group--error", Boolean(message));
    for (const field of inputs) {
      field.classList.toggle(field.tagName === "SELECT" ? "govuk-select--error" : "govuk-input--error", Boolean(message));
      const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter(other => other && other !== id);
      const described = (message ? [...others, id] : others).join(" ");
      described ? field.setAttribute("aria-describedby", described) : field.removeAttribute("aria-describedby");
    }

    if (message) {
      const paragraph = document.createElement("p");
      paragraph.id = id;
      paragraph.className = "govuk-error-message";
      const prefix = document.createElement("span");
      prefix.className = "govuk-visually-hidden";
      prefix.textContent = texts.error;
      paragraph.append(prefix, ` ${message}`);
      (name === "expiryMonth" ? document.getElementById("expiry-date") : inputs[0]).before(paragraph);
    }
  }

  function showSummary(errors) {
    const summary = document.getElementById("error-summary");
    summary.querySelector("ul").replaceChildren(...errors.map(({ name, summary: text }) => {
      const field = inputsOf(name)[0];
      const link = document.createElement("a");
      link.id = `${field.id}-error`;
      link.href = `#${field.id}`;
      link.textContent = text;
      link.addEventListener("click", event => {
        event.preventDefault();
        field.focus();
      });
      const item = document.createElement("li");
      item.append(link);
      return item;
    }));
    summary.hidden = errors.length === 0;
    if (errors.length > 0) {
      const title = document.title.startsWith(texts.error) ? document.title : `${texts.error} ${document.title}`;
      document.title = title;
      summary.tabIndex = -1;
      summary.focus();
    }
  }

  // While the payer types: the brand, what its security code looks like, and whether a fault has been mended.
  function showBrand() {
    const brand = brandOf(digitsIn(value("cardNo")));
    const known = accepted.some(item => item.dataset.key === brand);
    document.getElementById("accepted-cards").classList.toggle("accepted-cards--detected", known);
    accepted.forEach(item => item.classList.toggle("selected", item.dataset.key === brand));
    form.classList.toggle("american-express-detected", brand === "american-express");
    input("cvc").maxLength = brand === "american-express" ? 4 : 3;
  }

  async function askServer() {
    const digits = value("cardNo").replace(/[ \u00a0]/g, "");
    if (rules.cardNo() || refusedByServer?.digits === digits) return;
    try {
      const answer = await fetch(form.dataset.checkCard, { method: "POST", body: new URLSearchParams({ cardNo: digits }) });
      const card = answer.ok ? await answer.json() : { accepted: true };
      refusedByServer = card.accepted ? null : { digits, message: card.message };
      judge("cardNo");
    } catch {
      // The server asks itself again when the form comes.
    }
  }

  for (const name of names) {
    for (const field of inputsOf(name)) {
      const hasMessage = () => field.classList.contains("govuk-input--error") || field.classList.contains("govuk-select--error");
      field.addEventListener("input", () => hasMessage() && !rules[name]() && showMessage(name, null));
      field.addEventListener("blur", () => {
        // Leaving the month for the year is not leaving the date.
        if (inputsOf(name).every(each => each.value.trim()) && field.value.trim()) judge(name);
      });
    }
  }

  input("cardNo").addEventListener("input", showBrand);
  input("cardNo").addEventListener("blur", askServer);
  input("email")?.addEventListener("input", () => {
    const echo = document.getElementById("email-confirmation");
    echo.hidden = !value("email");
    echo.textContent = `${texts.emailTo} ${value("email")}`;
  });
  const browser = describeBrowser(form);
  input("cardNo").addEventListener("blur", () => browser.lookAtDevice());
  form.addEventListener("submit", event => {
    const errors = names.map(judge).filter(Boolean);
    showSummary(errors);
    if (errors.length > 0) {
      event.preventDefault();
      return;
    }

    // Not at once: a button that is disabled before the browser has read the form would stop it.
    setTimeout(() => { document.getElementById("submit-card-details").disabled = true; });
    const looking = browser.lookAtDevice();
    if (looking) {
      event.preventDefault();
      looking.then(() => form.submit());
    }
  });
  window.addEventListener("pageshow", () => { document.getElementById("submit-card-details").disabled = false; });
  form.classList.add("enhanced");
  showBrand();
}

// What 3D Secure 2 asks for: what the browser is like, and, where the provider has a page that looks at the device, what that answered.
function describeBrowser(form) {
  const field = form.elements.namedItem("browserData");
  if (!field) return { lookAtDevice: () => null };
  const known = {
    language: navigator.language,
    colorDepth: screen.colorDepth,
    screenWidth: screen.width,
    screenHeight: screen.height,
    timezoneMinutes: new Date().getTimezoneOffset(),
  };
  const write = () => { field.value = JSON.stringify(known); };
  write();
  const page = form.dataset.deviceData ? JSON.parse(form.dataset.deviceData) : null;
  const patience = 10_000;
  let last = null;

  // Once for each card, as soon as its number is known. Answers with a promise while the page has not answered.
  function lookAtDevice() {
    const prefix = form.elements.namedItem("cardNo").value.replace(/[^0-9]/g, "").slice(0, 6);
    if (!page || prefix.length < 6) return null;
    if (last?.prefix === prefix) return last.isDone ? null : last.done;
    const look = { prefix, isDone: false };
    const frame = document.createElement("iframe");
    frame.name = `device-data-${prefix}`;
    frame.hidden = true;
    const carrier = document.createElement("form");
    Object.assign(carrier, { method: "post", action: page.action, target: frame.name, hidden: true });
    for (const [name, value] of [["cardPrefix", prefix], ["csrfToken", document.getElementById("csrf").value]]) {
      const hidden = document.createElement("input");
      Object.assign(hidden, { type: "hidden", name, value });
      carrier.append(hidden);
    }

    look.done = new Promise(resolve => {
      const end = id => {
        window.removeEventListener("message", hear);
        clearTimeout(timer);
        frame.remove();
        carrier.remove();
        look.isDone = true;
        if (last === look) {
          known.deviceSessionId = id;
          write();
        }

        resolve();
      };
      const hear = event => {
        if (event.origin !== page.origin) return;
        try {
          const answer = JSON.parse(event.data);
          const id = answer[page.answerMember];
          if (typeof id === "string") end(answer.Status === false ? null : id);
        } catch {
          // Not the message that is waited for.
        }
      };
      const timer = setTimeout(() => end(null), patience);
      window.addEventListener("message", hear);
    });
    last = look;
    document.body.append(frame, carrier);
    carrier.submit();
    return look.done;
  }

  return { lookAtDevice };
}

function brandOf(digits) {
  return brands.find(([, prefix]) => prefix.test(digits))?.[0] ?? null;
}

function passesLuhn(digits) {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const weighed = Number(digit) * (index % 2 ? 2 : 1);
    return total + (weighed > 9 ? weighed - 9 : weighed);
  }, 0);
  return sum % 10 === 0;
}

function monthInLondon() {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", year: "numeric", month: "numeric" }).formatToParts(new Date());
  const part = type => Number(parts.find(each => each.type === type).value);
  return part("year") * 12 + part("month");
}

function isEmail(text) {
  const [local, domain, ...more] = text.split("@");
  if (!local || !domain || more.length || text.length > 254 || text.includes("..")) return false;
  const labels = domain.split(".");
  const top = labels.pop();
  const isLabel = label => label.length <= 62 && /^[\p{L}\p{N}\p{M}]([\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?$/u.test(label);
  return /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+$/i.test(local)
    && labels.length > 0 && labels.every(isLabel)
    && (/^xn--./i.test(top) ? isLabel(top) : /^[\p{L}\p{M}]{2,63}$/u.test(top));
}

const form = document.getElementById("card-details");
if (form) {
  enhance(form);
}
