// What is said, in the language that is shown.

const TEXTS = { en: ENGLISH, ru: RUSSIAN };
// what is asked for in TEXTS but not there; tests expect it to stay empty
const UNKNOWN_TEXTS = new Set();
let language = "en";

function text(key, values = {}) {
  if (!(key in TEXTS[language])) UNKNOWN_TEXTS.add(`${language}: ${key}`);
  const found = TEXTS[language][key] ?? key;
  return found.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
}

// with a true minus sign
function numberText(value, digits = 2) {
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return value.toLocaleString(language, fraction).replace("-", "\u2212");
}

const listed = (code, digits) => Array.from(code, (value) => numberText(value, digits)).join("; ");

const percent = (share) =>
  share.toLocaleString(language, { style: "percent", maximumFractionDigits: 0 });

const dateText = (time) =>
  new Date(time).toLocaleDateString(language, { dateStyle: "long", timeZone: "UTC" });
