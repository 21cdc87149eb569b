// What the address keeps after its #, so that a link and a reload show the same: language and tab.

function readAddress() {
  const found = new URLSearchParams(location.hash.slice(1));
  return { language: found.get("lang"), tab: found.get("tab") };
}

// without a step for the browser's Back
function writeAddress(language, tab) {
  const wanted = `#${new URLSearchParams({ lang: language, tab })}`;
  if (location.hash !== wanted) location.replace(wanted);
}

// the address's language, else the first of the browser's that the page has, else `otherwise`
function firstLanguage(otherwise) {
  const wanted = [readAddress().language, ...navigator.languages, otherwise];
  return wanted.map((name) => name?.split("-")[0]).find((name) => name in TEXTS);
}
